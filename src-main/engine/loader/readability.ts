/** Share of the bytes that are text: 1 for a clean log, less than half at a wrong rate, 0 for no bytes at all. */
export function readability(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  let readable = 0;
  for (const byte of bytes) if (isReadable(byte)) readable++;
  return readable / bytes.length;
}

/** Printable ASCII, line ends, tabs and the escape of coloured logs. */
function isReadable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b;
}
