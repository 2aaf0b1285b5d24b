import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCoreDump } from '../../src-main/engine/core-dump/parse-core-dump';
import { riscvCrash, xtensaCrash } from '../../src-main/simulator/programs/crash-facts';
import type { DecodedFrame } from '../../src-shared/model/crash';
import type { MonitorFindings, MonitorId } from '../../src-shared/model/monitor';
import { sleep } from '../../src-shared/time/clock';
import { buildZip } from '../support/build-zip';
import { StationBench } from '../support/station-bench';
import { temporaryFolder } from '../support/temporary-folder';
import { appFor } from '../unit/firmware/sample-images';
import { sampleElf, sampleElfId } from '../unit/crash/sample-elf';

async function withBench(work: (bench: StationBench) => Promise<void>): Promise<void> {
  const bench = await StationBench.open();
  await bench.run(() => work(bench));
}

/** What the monitor has found, as soon as it is enough. */
async function found(
  bench: StationBench,
  monitor: MonitorId,
  isEnough: (findings: MonitorFindings) => boolean,
): Promise<MonitorFindings> {
  for (;;) {
    const findings = await bench.ask('monitor:found', { monitor });
    if (isEnough(findings)) return findings;
    await sleep(bench.clock, 100);
  }
}

const hasCrash = ({ crashes }: MonitorFindings): boolean => crashes.some(({ complete }) => complete);
const hasDump = ({ coreDumps }: MonitorFindings): boolean => coreDumps.some(({ state }) => state === 'whole');

/** The functions that the ELF has frames of, without those that were inlined into them. */
const functionsOf = (frames: readonly DecodedFrame[]): readonly string[] =>
  frames.flatMap(({ places }) => places.at(-1)?.function ?? []);

const fixture = (name: string): string => path.resolve('test/fixtures/crash', name);
const boards = [
  ['RISC-V', 'esp32c3', 'crash-riscv.elf', riscvCrash],
  ['Xtensa', 'esp32', 'crash-xtensa.elf', xtensaCrash],
] as const;

describe('a crash of a board', () => {
  it.each(boards)('with %s is decoded by the ELF file that was dropped', (_, chip, name, facts) =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(`sim://${chip}?flash=4MB&program=crash`);
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      const [crash] = (await found(bench, id, hasCrash)).crashes;
      const decode = { monitor: id, crash: crash?.id ?? 0, elf: null };
      await expect(bench.ask('crash:decode', decode)).rejects.toMatchObject({ code: 'elf-not-known' });

      const elf = await bench.ask('elf:add', { source: { type: 'path', path: fixture(name) } });
      expect(elf).toMatchObject({ id: facts.elfSha256, name, hasLines: true });
      const decoded = await bench.ask('crash:decode', decode);
      expect(decoded).toMatchObject({ elf: { id: elf.id }, match: 'same' });
      expect(functionsOf(decoded.frames)).toEqual(facts.functions);
      expect(decoded.frames[0]).toMatchObject({ kind: 'exact' });
      for (const { places } of decoded.frames) {
        expect(places[0]?.file).toMatch(/\.c$/);
        expect(places[0]?.line).toBeGreaterThan(0);
      }
    }),
  );

  it('is decoded by another ELF file where somebody says so, and told to be of another', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor('sim://esp32c3?flash=4MB&program=crash');
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      const [crash] = (await found(bench, id, hasCrash)).crashes;
      const folder = await temporaryFolder();
      for (const machine of ['riscv', 'xtensa'] as const) {
        const file = path.join(folder, `${machine}.elf`);
        await writeFile(file, sampleElf(machine));
        await bench.ask('elf:add', { source: { type: 'path', path: file } });
      }
      const decode = { monitor: id, crash: crash?.id ?? 0 };
      const other = await bench.ask('crash:decode', { ...decode, elf: sampleElfId('riscv') });
      expect(other.match).toBe('other');
      await expect(
        bench.ask('crash:decode', { ...decode, elf: sampleElfId('xtensa') }),
      ).rejects.toMatchObject({ code: 'elf-wrong-architecture' });
    }));

  it('that is not there cannot be decoded', () =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor('sim://esp32c3?flash=4MB&program=log');
      await expect(bench.ask('crash:decode', { monitor: id, crash: 7, elf: null })).rejects.toMatchObject({
        code: 'crash-not-found',
      });
      await expect(bench.ask('crash:decode', { monitor: 'none', crash: 7, elf: null })).rejects.toMatchObject(
        { code: 'monitor-not-found' },
      );
    }));
});

describe('a core dump of a board', () => {
  it.each(boards)('with %s is decoded task by task, and given as a file', (_, chip, name, facts) =>
    withBench(async (bench) => {
      const { id } = await bench.openMonitor(`sim://${chip}?flash=4MB&program=core-dump`);
      await bench.ask('monitor:reset', { monitor: id, into: 'app' });
      const [dump] = (await found(bench, id, hasDump)).coreDumps;
      const request = { monitor: id, dump: dump?.id ?? 0 };
      await bench.ask('elf:add', { source: { type: 'path', path: fixture(name) } });
      const decoded = await bench.ask('core-dump:decode', { ...request, elf: null });
      expect(decoded).toMatchObject({ elf: { id: facts.elfSha256 }, match: 'same' });
      expect(decoded.tasks).toHaveLength(dump?.tasks.length ?? 0);
      const crashed = dump?.tasks.findIndex((task) => task.crashed) ?? -1;
      expect(functionsOf(decoded.tasks[crashed]?.frames ?? [])).toEqual(facts.functions);

      const offered = await bench.ask('core-dump:export', request);
      if (offered?.type !== 'saved') throw new Error('it was not saved');
      const bytes = new Uint8Array(await readFile(offered.path));
      expect(bytes).toHaveLength(dump?.sizeBytes ?? 0);
      expect(parseCoreDump(bytes).state).toBe('whole');
    }),
  );
});

describe('ELF files', () => {
  it('are kept, listed, found again by the next station, and forgotten', async () => {
    const userData = await temporaryFolder();
    const file = path.join(await temporaryFolder(), 'app.elf');
    await writeFile(file, sampleElf('riscv'));
    const bench = await StationBench.open(userData);
    const added = await bench.run(() => bench.ask('elf:add', { source: { type: 'path', path: file } }));
    await rm(file);
    const next = await StationBench.open(userData);
    await next.run(async () => {
      expect(await next.ask('elf:list', null)).toEqual([added]);
      expect(await next.ask('elf:forget', { elf: added.id })).toBeNull();
      expect(await next.ask('elf:list', null)).toEqual([]);
      await expect(next.ask('elf:forget', { elf: added.id })).rejects.toMatchObject({
        code: 'elf-not-kept',
      });
    });
  });

  /** Learning goes on behind the answer: as soon as the library has one. */
  async function learnt(bench: StationBench): Promise<readonly string[]> {
    for (;;) {
      const elfs = await bench.ask('elf:list', null);
      if (elfs.length > 0) return elfs.map(({ id }) => id);
      await sleep(bench.clock, 100);
    }
  }

  it('are learnt from a build folder and from an archive that is imported', async () => {
    const folder = path.join(await temporaryFolder(), 'build');
    const contents = {
      'app.bin': appFor('esp32c3', { project: 'blink', version: '1.2' }),
      'app.elf': sampleElf('riscv'),
    };
    await mkdir(folder);
    for (const [name, bytes] of Object.entries(contents)) await writeFile(path.join(folder, name), bytes);
    const archive = path.join(folder, '..', 'build.zip');
    await writeFile(archive, await buildZip(contents));
    for (const source of [folder, archive])
      await withBench(async (bench) => {
        await bench.bring({ type: 'path', path: source });
        expect(await learnt(bench)).toEqual([sampleElfId('riscv')]);
      });
  });

  it('are learnt when they are looked into on the Images page', async () => {
    const file = path.join(await temporaryFolder(), 'app.elf');
    await writeFile(file, sampleElf('riscv'));
    await withBench(async (bench) => {
      await bench.ask('image:inspect', { source: { type: 'path', path: file }, chip: null });
      expect(await learnt(bench)).toEqual([sampleElfId('riscv')]);
    });
  });

  it('are not taken from paths that a browser names', async () => {
    const bench = await StationBench.open(undefined, 'browser');
    const source = { type: 'path', path: fixture('crash-riscv.elf') } as const;
    await expect(bench.run(() => bench.ask('elf:add', { source }))).rejects.toMatchObject({
      code: 'request-forbidden',
    });
  });
});
