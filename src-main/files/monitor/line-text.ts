const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * A line's bytes as text: without the line feed that ends it and the carriage returns before that, without NUL bytes. A carriage
 * return in its middle stays: a terminal goes back to the start of the line there.
 */
export function lineText(bytes: Buffer): string {
  let end = bytes.length;
  if (bytes[end - 1] === lineFeed) {
    end--;
    while (bytes[end - 1] === carriageReturn) end--;
  }
  return withoutNul(bytes.toString('utf8', 0, end));
}

/** What has come of a line that is not whole yet: without a character whose last bytes are still to come. */
export function openLineText(bytes: Uint8Array): string {
  return withoutNul(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true }));
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
