// eslint-disable-next-line no-control-regex -- colours begin with an escape character
const colours = /\u001b\[[\d;]*m/g;

/** A line of a board's log without the codes that colour it in a terminal. */
export function stripColours(line: string): string {
  return line.replace(colours, '');
}
