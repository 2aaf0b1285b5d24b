import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chipSummaries } from '../../src-main/services/chip-summaries';
import { chips } from '../../src-main/engine/chips/registry';
import { buildPartitionTable } from '../../src-main/engine/image/partition-table';
import { buildOtaData } from '../../src-main/engine/partitions/ota-data';
import type { ChipId } from '../../src-shared/model/chip';
import type { FirmwareItem, ImportedFirmware } from '../../src-shared/model/firmware';
import type { JobOutput, JobRecord, JobRequest } from '../../src-shared/model/job';
import type { PartitionEntry } from '../../src-shared/model/partition-table';
import { checkPlan } from '../../src-shared/preflight/check-plan';
import type { Finding } from '../../src-shared/preflight/finding';
import { connectTo, flashPlanOf, StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';
import { appFor, bootloaderFor, entry, merge } from '../unit/firmware/sample-images';
import { buildImage } from '../unit/simulator/build-image';

const flashBytes = 0x10_0000;

/** Bytes that no two sectors share. */
function noise(seed: string, sizeBytes: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(sizeBytes / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, sizeBytes);
}

/** Its header is for 1 MB: within a merged image that begins before it, nobody adjusts it. */
function secondStage(chipId: number): Uint8Array {
  const marker = new TextEncoder().encode('I (%d) boot: ESP-IDF %s 2nd stage bootloader'.padEnd(64, '\0'));
  return buildImage({ chipId, sizeAndFrequency: 0x0f, segments: [{ address: 0x3fcd_5820, data: marker }] });
}

type Piece = readonly [offset: number, data: Uint8Array];

/** A board with its history, and a merged image for it. */
interface Scene {
  readonly what: string;
  readonly chip: ChipId;
  /** What is on the board: firmware that has stored something. */
  readonly before: readonly Piece[];
  readonly image: readonly Piece[];
  /** Data that have to be what they were; name, then bytes of flash. */
  readonly kept: readonly (readonly [name: string, offset: number, sizeBytes: number])[];
  /** What the image puts over them where it is written as one. */
  readonly lost: string;
  readonly app: Piece;
  /** What the board says when it runs the new app. */
  readonly boots: string;
}

const nvs = entry('nvs', 1, 2, 0x9000, 0x4000);
const otadata = entry('otadata', 1, 0, 0xd000, 0x2000);
const phy = entry('phy_init', 1, 1, 0xf000, 0x1000);
const storage = entry('storage', 1, 0x82, 0xd_0000, 0x2_0000);
const twoSlots = [
  nvs,
  otadata,
  phy,
  entry('ota_0', 0, 0x10, 0x1_0000, 0x6_0000),
  entry('ota_1', 0, 0x11, 0x7_0000, 0x6_0000),
  storage,
];
const oneApp = [nvs, phy, entry('factory', 0, 0, 0x1_0000, 0x6_0000), storage];

const keptOf = (partitions: readonly PartitionEntry[]): Scene['kept'] =>
  partitions.map(({ name, offset, sizeBytes }) => [name, offset, sizeBytes]);

function withTable(chip: 'esp32' | 'esp32c3', partitions: readonly PartitionEntry[]): Scene {
  const hasSlots = partitions === twoSlots;
  const { bootloaderOffset, imageChipId } = chips[chip];
  const base: readonly Piece[] = [
    [bootloaderOffset, secondStage(imageChipId ?? 0)],
    [0x8000, buildPartitionTable(partitions)],
  ];
  const oldApp = appFor(chip, { project: 'old', version: '1.0.0' }, 90_000);
  const newApp = appFor(chip, { project: 'new', version: '2.0.0' }, 50_000);
  const learnt: readonly Piece[] = [
    [nvs.offset, noise('nvs', nvs.sizeBytes)],
    [phy.offset, noise('phy', 300)],
    [storage.offset, noise('storage', storage.sizeBytes)],
  ];
  // The last update went to the second slot: only blank OTA data lead back to the first.
  const running: readonly Piece[] = hasSlots
    ? [
        [otadata.offset, buildOtaData([null, { sequence: 2, state: 'valid' }])],
        [0x7_0000, oldApp],
      ]
    : [[0x1_0000, oldApp]];
  return {
    what: `an ${chips[chip].name} with ${hasSlots ? 'two slots' : 'a factory app'}`,
    chip,
    before: [...base, ...learnt, ...running],
    // Padded to the end of the flash, as release files are, with a file system of its own.
    image: [
      ...base,
      [0x1_0000, newApp],
      [storage.offset, noise('fresh', 0x3000)],
      [flashBytes - 1, Uint8Array.of(0xff)],
    ],
    kept: keptOf([nvs, phy, storage]),
    lost: 'nvs, phy_init, storage',
    app: [0x1_0000, newApp],
    boots: 'Project name:     new',
  };
}

const esp8266Boot = bootloaderFor('esp8266', 1500);
const esp8266App = appFor('esp8266', null, 70_000);
const esp8266: Scene = {
  what: 'an ESP8266, whose image has no table',
  chip: 'esp8266',
  before: [
    [0, bootloaderFor('esp8266', 1600)],
    [0x1000, appFor('esp8266', null, 90_000)],
    [0x8_0000, noise('files', 0x8000)],
    [flashBytes - 0x5000, noise('settings', 0x5000)],
  ],
  image: [
    [0, esp8266Boot],
    [0x1000, esp8266App],
    [flashBytes - 1, Uint8Array.of(0xff)],
  ],
  kept: [
    ['files', 0x8_0000, 0x8000],
    ['settings', flashBytes - 0x5000, 0x5000],
  ],
  lost: 'EEPROM, RFCAL, WIFI',
  app: [0x1000, esp8266App],
  boots: '[simulated] the code at',
};

const scenes = [withTable('esp32', oneApp), withTable('esp32c3', twoSlots), esp8266];

const portOf = ({ chip }: Scene): string => `sim://${chip}?flash=1MB`;

async function done(bench: StationBench, request: JobRequest): Promise<JobRecord> {
  const record = await bench.ended(await bench.ask('job:start', request));
  if (record.error !== null) throw new Error(`${record.error.code}: ${record.error.message}`);
  return record;
}

async function bring(
  bench: StationBench,
  name: string,
  pieces: readonly Piece[],
  merged: 'split' | 'whole',
): Promise<ImportedFirmware> {
  const file = path.join(await temporaryFolder(), name);
  await writeFile(file, merge(...pieces));
  const outcome = await bench.ask('firmware:import', {
    sources: [{ type: 'path', path: file }],
    chip: null,
    merged,
    answers: [],
  });
  if (outcome.type !== 'imported') throw new Error(`asked about ${outcome.question.about}`);
  return outcome.firmware;
}

/** All of the flash, read back. */
async function flashOf(bench: StationBench, port: string): Promise<Buffer> {
  const connect = connectTo(port);
  const { result } = await done(bench, { kind: 'read', connect, region: null, label: '', resume: null });
  const output = result?.output;
  if (output?.type !== 'backup') throw new Error('no backup came of reading');
  return readFile(path.join(bench.userDataFolder, 'backups', output.backup.fileName));
}

type PartitionsFound = Extract<JobOutput, { type: 'partitions' }>;

/** What pre-flight says of an import, with the board at hand. */
async function findings(
  bench: StationBench,
  scene: Scene,
  items: readonly FirmwareItem[],
): Promise<readonly Finding[]> {
  const look = await done(bench, { kind: 'partitions', connect: connectTo(portOf(scene)), offset: 0x8000 });
  const { entries } = look.result?.output as PartitionsFound;
  return checkPlan({
    items,
    chip: chipSummaries.find(({ id }) => id === scene.chip) ?? null,
    chips: chipSummaries,
    board: look.result?.board ?? null,
    boardPartitions: entries,
    flashMode: 'keep',
    flashFrequency: 'keep',
    flashSize: 'detect',
    eraseAll: false,
  });
}

const told = (found: readonly Finding[]): readonly string[] =>
  found.map(({ code, severity, context }) => `${severity} ${code}: ${context['partitions'] ?? ''}`);

const included = (items: readonly FirmwareItem[]): readonly FirmwareItem[] =>
  items.filter(({ include }) => include);

const sectorBytes = 0x1000;

function sectorsFrom(offset: number, sizeBytes: number): readonly number[] {
  return Array.from(
    { length: Math.ceil(sizeBytes / sectorBytes) },
    (_, index) => offset + index * sectorBytes,
  );
}

const bytesOf = (parts: readonly { readonly sizeBytes: number }[]): number =>
  parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

describe.each(scenes)('a merged image for $what', (scene) => {
  const port = portOf(scene);

  /** A board that has learnt something; resolves with its flash. */
  async function prepare(bench: StationBench): Promise<Buffer> {
    const old = await bring(bench, 'old.bin', scene.before, 'whole');
    await done(bench, flashPlanOf(port, old.items));
    return flashOf(bench, port);
  }

  const survivors = (before: Buffer, after: Buffer): readonly string[] =>
    scene.kept
      .filter(
        ([, start, sizeBytes]) =>
          after.subarray(start).compare(before, start, start + sizeBytes, 0, sizeBytes) === 0,
      )
      .map(([name]) => name);

  it('taken apart, replaces the app and nothing else, and the board boots with the data it had', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const before = await prepare(bench);
      const { items, format } = await bring(bench, 'release.bin', scene.image, 'split');
      expect(format).toBe('merged');
      expect(told(await findings(bench, scene, items))).toEqual([`info settings-kept: ${scene.lost}`]);

      const { result } = await done(bench, flashPlanOf(port, included(items)));
      expect(result?.verified).toBe(true);
      expect(result?.boot?.verdict).toBe('booted');
      expect(result?.boot?.lines.join('\n')).toContain(scene.boots);
      const after = await flashOf(bench, port);
      expect(survivors(before, after)).toEqual(scene.kept.map(([name]) => name));
      const [offset, app] = scene.app;
      expect(after.subarray(offset, offset + app.length).equals(app)).toBe(true);

      // Blank bytes of the image are not written: all that changed is what it has something for.
      const written = result?.segments ?? [];
      expect(bytesOf(written)).toBe(bytesOf(included(items)));
      expect(bytesOf(written)).toBeLessThan(flashBytes / 8);
      const touched = new Set(written.flatMap((one) => sectorsFrom(one.offset, one.sizeBytes)));
      const changed = sectorsFrom(0, flashBytes).filter(
        (at) => before.compare(after, at, at + sectorBytes, at, at + sectorBytes) !== 0,
      );
      expect(changed.filter((at) => !touched.has(at))).toEqual([]);
    });
  });

  it('as one, takes the data with it, and pre-flight has said so', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const before = await prepare(bench);
      const { items } = await bring(bench, 'release.bin', scene.image, 'whole');
      const said = await findings(bench, scene, items);
      expect(told(said)).toEqual([`warning settings-will-be-erased: ${scene.lost}`]);
      expect(said[0]?.fix).toEqual({ type: 'keep-settings', itemId: items[0]?.id });

      const { result } = await done(bench, flashPlanOf(port, items));
      expect(result?.verified).toBe(true);
      expect(bytesOf(result?.segments ?? [])).toBe(flashBytes);
      expect(survivors(before, await flashOf(bench, port))).toEqual([]);
    });
  });
});

describe('an app out of a merged image', () => {
  it('that is moved to another slot would not be started: its blank OTA data tell', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const scene = withTable('esp32c3', twoSlots);
      const { items } = await bring(bench, 'release.bin', scene.image, 'split');
      const elsewhere = items.map((item) => (item.kind === 'app' ? { ...item, offset: 0x7_0000 } : item));
      const said = await findings(bench, scene, elsewhere);
      expect(said.find(({ code }) => code === 'app-not-started')).toMatchObject({
        severity: 'warning',
        context: { offset: '0x70000', partition: 'ota_0', started: '0x10000' },
        fix: { type: 'move', offset: 0x1_0000 },
      });
    });
  });
});
