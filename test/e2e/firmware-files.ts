import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const demo = path.resolve('resources/demo/esp32c3');
const sources = ['bootloader/bootloader.bin', 'partition_table/partition-table.bin', 'kiln-demo.bin'];
const names = sources.map((source) => path.basename(source));

export interface FirmwareFiles {
  readonly names: readonly string[];
  readonly paths: readonly string[];
  /** Puts one more file beside them. Returns its path. */
  add(name: string, bytes: Uint8Array): Promise<string>;
}

/** Three single files as a build leaves them, without the manifest that would tell where they go. */
export async function firmwareFolder(): Promise<FirmwareFiles> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiln-firmware-'));
  await Promise.all(
    sources.map((source) => copyFile(path.join(demo, source), path.join(folder, path.basename(source)))),
  );
  return {
    names,
    paths: names.map((name) => path.join(folder, name)),
    async add(name, bytes) {
      await writeFile(path.join(folder, name), bytes);
      return path.join(folder, name);
    },
  };
}
