import { format8N1, type LineFormat } from '../../../src-shared/model/monitor';

/** How one end of the line is set. */
export interface UartSettings {
  readonly baud: number;
  readonly format: LineFormat;
}

/** The bits of one byte on the line, from its start bit to the end of its stop bits. */
function frameOf(byte: number, { dataBits, parity, stopBits }: LineFormat): readonly number[] {
  const data = Array.from({ length: dataBits }, (_, bit) => (byte >> bit) & 1);
  const ones = data.filter((bit) => bit === 1).length % 2;
  const check = parity === 'none' ? [] : [parity === 'even' ? ones : 1 - ones];
  return [0, ...data, ...check, ...Array.from({ length: stopBits }, () => 1)];
}

/**
 * What a receiver makes of bytes that a sender with other settings sends: it waits for a falling edge and looks at the line in
 * the middle of each of its own bits; parity and stop bits it passes over without looking. With the same settings the same
 * bytes; at another rate garbage of another length; with fewer data bits the upper ones are lost. A bare rate means 8N1.
 */
export function resampleUart(
  bytes: Uint8Array,
  from: UartSettings | number,
  to: UartSettings | number,
): Uint8Array {
  const sender = settingsOf(from);
  const receiver = settingsOf(to);
  const bitsPerByte = frameOf(0, sender.format).length;
  const frames = Uint8Array.from([...bytes].flatMap((byte) => frameOf(byte, sender.format)));
  const total = bytes.length * bitsPerByte;
  const level = (bit: number): number => frames[bit] ?? 1;
  const step = sender.baud / receiver.baud;
  const { dataBits, parity } = receiver.format;
  const untilStop = 1 + dataBits + (parity === 'none' ? 0 : 1) + 0.5;
  const heard: number[] = [];
  let edge = 0;
  for (;;) {
    while (edge < total && !(level(edge) === 0 && level(edge - 1) === 1)) edge += 1;
    if (edge >= total) return Uint8Array.from(heard);
    let byte = 0;
    for (let bit = 0; bit < dataBits; bit++) byte |= level(Math.floor(edge + (bit + 1.5) * step)) << bit;
    heard.push(byte);
    edge = Math.max(edge + 1, Math.ceil(edge + untilStop * step));
  }
}

function settingsOf(settings: UartSettings | number): UartSettings {
  return typeof settings === 'number' ? { baud: settings, format: format8N1 } : settings;
}

/** Receivers take rates that are a few percent off. */
export function ratesAgree(txBaud: number, rxBaud: number): boolean {
  return Math.abs(txBaud - rxBaud) <= rxBaud * 0.03;
}
