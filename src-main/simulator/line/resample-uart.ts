const bitsPerByte = 10;

/**
 * What a receiver at `rxBaud` makes of bytes sent at `txBaud`, 8N1: it waits for a falling edge and looks at the line in
 * the middle of each of its own bits. At the same rate, the same bytes; at another, garbage of another length.
 */
export function resampleUart(bytes: Uint8Array, txBaud: number, rxBaud: number): Uint8Array {
  const total = bytes.length * bitsPerByte;
  const level = (bit: number): number => {
    const place = bit % bitsPerByte;
    if (bit < 0 || bit >= total || place === 9) return 1;
    if (place === 0) return 0;
    return ((bytes[Math.floor(bit / bitsPerByte)] ?? 0) >> (place - 1)) & 1;
  };
  const step = txBaud / rxBaud;
  const heard: number[] = [];
  let edge = 0;
  for (;;) {
    while (edge < total && !(level(edge) === 0 && level(edge - 1) === 1)) edge += 1;
    if (edge >= total) return Uint8Array.from(heard);
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte |= level(Math.floor(edge + (bit + 1.5) * step)) << bit;
    heard.push(byte);
    edge = Math.max(edge + 1, Math.ceil(edge + 9.5 * step));
  }
}

/** Receivers take rates that are a few percent off. */
export function ratesAgree(txBaud: number, rxBaud: number): boolean {
  return Math.abs(txBaud - rxBaud) <= rxBaud * 0.03;
}
