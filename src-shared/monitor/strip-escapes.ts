/** Control sequences (CSI), operating system commands (OSC) up to their end, other two-character sequences. @source ECMA-48, 5.3 and 5.4 */
// eslint-disable-next-line no-control-regex -- escape sequences are control characters
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;
// eslint-disable-next-line no-control-regex -- the same
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line's text as it is read: without escape sequences and without control characters, except for tabs. */
export function stripEscapes(text: string): string {
  return text.replace(escapes, '').replace(controls, '');
}
