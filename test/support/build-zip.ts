import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export interface ZipOptions {
  /** Default: deflate. */
  readonly compress?: boolean;
  /** Of every file, as on Unix. */
  readonly mode?: number;
}

/** A zip archive with these files in it; a name that ends with `/` is a folder. */
export async function buildZip(
  files: Readonly<Record<string, Uint8Array | string>>,
  { compress = true, mode = 0o100644 }: ZipOptions = {},
): Promise<Uint8Array> {
  const zip = new ZipFile();
  const mtime = new Date(2026, 0, 1);
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name, { mtime });
    else zip.addBuffer(Buffer.from(content), name, { mtime, mode, compress });
  }
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

const localSignature = 0x0403_4b50;
const centralSignature = 0x0201_4b50;

/** Where fields of a file's two headers are, from the header's start. @source PKWARE APPNOTE, 4.3.7 and 4.3.12 */
const fields = {
  flags: { local: 6, central: 8, bytes: 2 },
  method: { local: 8, central: 10, bytes: 2 },
  crc: { local: 14, central: 16, bytes: 4 },
  compressedSize: { local: 18, central: 20, bytes: 4 },
  size: { local: 22, central: 24, bytes: 4 },
} as const;

/** The archive with a field of all its files changed in both headers: what no honest program writes. */
export function withField(zip: Uint8Array, field: keyof typeof fields, value: number): Uint8Array {
  const changed = Uint8Array.from(zip);
  const view = new DataView(changed.buffer);
  const { local, central, bytes } = fields[field];
  const set = (at: number): void =>
    bytes === 2 ? view.setUint16(at, value, true) : view.setUint32(at, value, true);
  for (let at = 0; at + 4 <= view.byteLength; at++) {
    const signature = view.getUint32(at, true);
    if (signature === localSignature) set(at + local);
    if (signature === centralSignature) set(at + central);
  }
  return changed;
}

/** The archive with a file renamed everywhere; both names have the same length. */
export function renamed(zip: Uint8Array, from: string, to: string): Uint8Array {
  if (from.length !== to.length) throw new Error('both names have the same length');
  const text = Buffer.from(zip).toString('latin1');
  return Uint8Array.from(Buffer.from(text.replaceAll(from, to), 'latin1'));
}
