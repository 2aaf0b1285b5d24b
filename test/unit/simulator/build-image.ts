import { createHash } from 'node:crypto';
import { words } from './host-side';

export interface BuiltImage {
  readonly chipId: number;
  readonly segments: readonly { readonly address: number; readonly data: Uint8Array }[];
  /** Header byte 3: flash size and frequency. */
  readonly sizeAndFrequency?: number;
  readonly digest?: boolean;
  readonly headerBytes?: 8 | 24;
}

/** A firmware image as Espressif's documentation describes it. */
export function buildImage({
  chipId,
  segments,
  sizeAndFrequency = 0x2f,
  digest = true,
  headerBytes = 24,
}: BuiltImage): Uint8Array {
  const header = new Uint8Array(headerBytes);
  header.set([0xe9, segments.length, 2, sizeAndFrequency]);
  header.set(words(segments[0]!.address), 4);
  if (headerBytes === 24) header.set([chipId & 0xff, chipId >> 8], 12);
  if (headerBytes === 24 && digest) header[23] = 1;
  const body = Buffer.concat([
    header,
    ...segments.flatMap(({ address, data }) => [words(address, data.length), data]),
  ]);
  const padded = Buffer.concat([body, new Uint8Array(16 - (body.length % 16))]);
  padded[padded.length - 1] = segments
    .flatMap(({ data }) => [...data])
    .reduce((sum, byte) => sum ^ byte, 0xef);
  if (headerBytes === 8 || !digest) return padded;
  return Buffer.concat([padded, createHash('sha256').update(padded).digest()]);
}

const text = (value: string, sizeBytes: number): Uint8Array => {
  const field = new Uint8Array(sizeBytes);
  field.set(new TextEncoder().encode(value));
  return field;
};

export function bootloaderImage(chipId: number): Uint8Array {
  const marker = text('I (%d) %s: ESP-IDF %s 2nd stage bootloader', 64);
  return buildImage({ chipId, segments: [{ address: 0x3fcd_5820, data: marker }] });
}

/** An app that describes itself. */
export function appImage(chipId: number, sizeAndFrequency = 0x2f): Uint8Array {
  const description = Buffer.concat([
    words(0xabcd_5432, 0, 0, 0),
    text('1.4.2', 32),
    text('blinky', 32),
    text('12:00:00', 16),
    text('Nov  1 2026', 16),
    text('v5.5', 32),
    new Uint8Array(32).fill(0xa5),
    new Uint8Array(80),
  ]);
  return buildImage({ chipId, sizeAndFrequency, segments: [{ address: 0x3c00_0020, data: description }] });
}

const partition = (
  type: number,
  subtype: number,
  offset: number,
  sizeBytes: number,
  label: string,
): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(0xaa, 0x50, type, subtype),
    words(offset, sizeBytes),
    text(label, 16),
    words(0),
  ]);

/** nvs and a factory app at 0x10000, with the MD5 line. */
export function partitionTable(): Uint8Array {
  const entries = Buffer.concat([
    partition(1, 2, 0x9000, 0x6000, 'nvs'),
    partition(0, 0, 0x1_0000, 0x10_0000, 'factory'),
  ]);
  const md5 = createHash('md5').update(entries).digest();
  const md5Line = Buffer.concat([Uint8Array.of(0xeb, 0xeb), new Uint8Array(14).fill(0xff), md5]);
  return Buffer.concat([entries, md5Line, new Uint8Array(32).fill(0xff)]);
}
