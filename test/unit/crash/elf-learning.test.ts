import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src-main/files/import/imports-folder';
import { inlineFiles } from '../../../src-main/platform/inline-files';
import { ElfLearning } from '../../../src-main/services/crash/elf-learning';
import { ElfLibrary } from '../../../src-main/services/crash/elf-library';
import type { FirmwareSource } from '../../../src-shared/ipc/contract';
import { ImportBench } from '../../support/import-bench';
import { temporaryFolder } from '../../support/temporary-folder';
import { arduinoTable, bootApp0, espIdfFiles, under } from '../builds/sample-builds';
import { appFor, bootloaderFor } from '../firmware/sample-images';
import { DescribingTasks, elfWith } from './describing-tasks';

let bench: ImportBench;
let library: ElfLibrary;
let learning: ElfLearning;
let tasks: DescribingTasks;

beforeEach(async () => {
  tasks = new DescribingTasks();
  bench = await ImportBench.open(inlineFiles, (seen) => learning.imported(seen));
  library = await ElfLibrary.open(path.join(await temporaryFolder(), 'elfs'), {
    tasks,
    wallClock: () => 1_790_000_000_000,
  });
  learning = new ElfLearning({ elfs: library, tasks, importsFolder: bench.importsFolder });
});

/** The app's image with the digest of the ELF that it was made of, where esp_app_desc_t has it. */
function appOf(elf: Uint8Array): Uint8Array {
  const app = appFor('esp32c3', { project: 'blink', version: '1.2' });
  app.set(Buffer.from(digestOf(elf), 'hex'), 0x20 + 144);
  return app;
}

/** What is in the library once all is learnt. */
async function learnt(...sources: readonly FirmwareSource[]): Promise<readonly string[]> {
  await bench.bring(sources);
  await learning.settled();
  return library.list().map(({ name, id }) => `${name} ${id.slice(0, 8)}`);
}

const shown = (name: string, elf: Uint8Array): string => `${name} ${digestOf(elf).slice(0, 8)}`;
const right = elfWith(1);
const wrong = elfWith(2);
const idf = (elf: Uint8Array, changes: object = {}) => ({
  ...espIdfFiles('esp32c3'),
  'blink.bin': appOf(right),
  'blink.elf': elf,
  'bootloader/bootloader.elf': elfWith(9),
  ...changes,
});

describe('the ELF file of a firmware that is imported', () => {
  it.each([
    ['as a folder', (contents: Record<string, Uint8Array | string>) => bench.asFolder(contents)],
    ['as a zip', (contents: Record<string, Uint8Array | string>) => bench.asZip(contents)],
    ['as an upload', (contents: Record<string, Uint8Array | string>) => bench.asUpload(contents)],
    [
      'by its flasher_args.json',
      async (contents: Record<string, Uint8Array | string>): Promise<FirmwareSource> => ({
        type: 'path',
        path: path.join(await bench.folderWith(contents), 'flasher_args.json'),
      }),
    ],
  ])('is kept, of an ESP-IDF build %s', async (_, bring) => {
    expect(await learnt(await bring(idf(right)))).toEqual([shown('blink.elf', right)]);
  });

  it('is found by its digest under another name, among others', async () => {
    const contents = idf(wrong, { 'old/blink.elf': wrong, 'out/renamed.elf': right });
    expect(await learnt(await bench.asFolder(contents))).toEqual([shown('renamed.elf', right)]);
  });

  it('is not another build’s with the same name', async () => {
    expect(await learnt(await bench.asFolder(idf(wrong)))).toEqual([]);
  });

  it('is the one beside the app where the app tells no digest, as Arduino’s of the ESP8266', async () => {
    const environment = (elf: Uint8Array) => ({
      'bootloader.bin': bootloaderFor('esp32c3'),
      'partitions.bin': arduinoTable,
      'boot_app0.bin': bootApp0,
      'firmware.bin': appFor('esp32c3'),
      'firmware.elf': elf,
    });
    const contents = {
      'platformio.ini': '[env:a]',
      ...under('.pio/build/a', environment(right)),
    };
    expect(await learnt(await bench.asFolder(contents))).toEqual([shown('firmware.elf', right)]);
  });

  it('is the one with the name of an image that does not show what it is', async () => {
    const contents = { 'sketch.ino.bin': new Uint8Array(5000).fill(0x42), 'sketch.ino.elf': right };
    expect(await learnt(await bench.asFolder(contents))).toEqual([shown('sketch.ino.elf', right)]);
  });

  it('is none where two have the app’s name and neither lies beside it', async () => {
    const contents = {
      'app.bin': appFor('esp32c3'),
      'one/app.elf': right,
      'two/app.elf': wrong,
    };
    expect(await learnt(await bench.asFolder(contents))).toEqual([]);
  });

  it('is the very file that was chosen', async () => {
    const sources = [await bench.file('blink.elf', right)];
    const asked = await bench.ask(sources);
    if (asked.type !== 'question') throw new Error('it does not ask for which chip');
    const { id: question, choices } = asked.question;
    await bench.bring(sources, { answers: [{ question, choice: choices[0]?.id ?? '' }] });
    await learning.settled();
    expect(library.list()).toMatchObject([{ id: digestOf(right), name: 'blink.elf' }]);
  });

  it('is none of a bootloader, which a build makes, too', async () => {
    const contents = { 'bootloader.bin': bootloaderFor('esp32c3'), 'bootloader.elf': right };
    expect(await learnt(await bench.asFolder(contents))).toEqual([]);
  });
});

describe('learning', () => {
  it('does not make the import fail where the ELF is none', async () => {
    expect(
      await learnt(await bench.asFolder(idf(Buffer.from('ELF'), { 'blink.bin': appFor('esp32c3') }))),
    ).toEqual([]);
  });

  it('is over when it is closed', async () => {
    await learning.close();
    expect(await learnt(await bench.asFolder(idf(right)))).toEqual([]);
    expect(tasks.asked).toEqual([]);
  });
});

describe('an ELF file that is given', () => {
  const given = async (source: FirmwareSource) => learning.given(bench.firmware.resolve(source));

  it('is kept and told, whatever its name', async () => {
    const info = await given(await bench.file('firmware', right));
    expect(info).toMatchObject({ id: digestOf(right), name: 'firmware' });
    expect(library.list()).toEqual([info]);
  });

  it.each([
    ['a build folder', () => bench.asFolder(idf(right))],
    ['a zip', () => bench.asZip(under('build', idf(right)))],
    ['an upload', () => bench.uploadOf({ 'blink.elf': right })],
  ])('is found in %s', async (_, source) => {
    expect(await given(await source())).toMatchObject({ id: digestOf(right), name: 'blink.elf' });
  });

  it('is missed in a folder without one', async () => {
    const folder = await bench.asFolder({ 'app.bin': appFor('esp32c3') });
    await expect(given(folder)).rejects.toMatchObject({ code: 'elf-missing', context: { name: 'blink' } });
  });

  it('is refused where it is none', async () => {
    const file = await bench.file('notes.elf', 'not an ELF');
    await expect(given(file)).rejects.toMatchObject({ code: 'elf-invalid' });
  });
});
