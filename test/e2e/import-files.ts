import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildZip } from '../support/build-zip';

const demo = path.resolve('resources/demo/esp32c3');
const flashBytes = 4 * 1024 * 1024;
const parts = [
  { offset: 0, file: 'bootloader/bootloader.bin' },
  { offset: 0x8000, file: 'partition_table/partition-table.bin' },
  { offset: 0x1_0000, file: 'kiln-demo.bin' },
] as const;

const folder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'kiln-import-'));

/** An ESP-IDF build as somebody sends it: zipped, with its folder. Returns its path. */
export async function zippedBuild(): Promise<string> {
  const files = ['flasher_args.json', ...parts.map((part) => part.file)];
  const contents = await Promise.all(files.map((file) => readFile(path.join(demo, file))));
  const named = files.map((file, index) => [`greenhouse/build/${file}`, contents[index] ?? ''] as const);
  const target = path.join(await folder(), 'greenhouse.zip');
  await writeFile(target, await buildZip(Object.fromEntries(named)));
  return target;
}

/** All of a flash in one file, with settings in it that no board should lose its own for. Returns its path. */
export async function mergedImage(): Promise<string> {
  const image = new Uint8Array(flashBytes).fill(0xff);
  for (const { offset, file } of parts) image.set(await readFile(path.join(demo, file)), offset);
  image.fill(0xa5, 0x9000, 0x9100);
  const target = path.join(await folder(), 'greenhouse-merged.bin');
  await writeFile(target, image);
  return target;
}

/** The command that ESP-IDF prints for the demo's build. */
export const demoCommand = [
  'python -m esptool --chip esp32c3 -b 921600 --before default_reset --after hard_reset write_flash \\',
  '  --flash_mode dio --flash_size 2MB --flash_freq 80m \\',
  ...parts.map(({ offset, file }) => `  0x${offset.toString(16)} build/${file} \\`),
].join('\n');
