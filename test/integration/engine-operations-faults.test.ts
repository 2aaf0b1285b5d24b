import { describe, expect, it } from 'vitest';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { compareFlash } from '../../src-main/engine/operations/compare-flash';
import { eraseFlash } from '../../src-main/engine/operations/erase-flash';
import { readFlashStatus, writeFlashStatus } from '../../src-main/engine/operations/flash-status';
import { loadRam } from '../../src-main/engine/operations/load-ram';
import { dumpMemory, readMemory } from '../../src-main/engine/operations/memory';
import { readFlashInBlocks } from '../../src-main/engine/operations/read-flash';
import { readPartitionTable } from '../../src-main/engine/operations/read-partition-table';
import { readSfdp } from '../../src-main/engine/operations/read-sfdp';
import { readSecurityDetails } from '../../src-main/engine/operations/security-details';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import type { RunOptions } from '../../src-main/engine/engine-context';
import type { FrameFault } from '../../src-main/simulator/faults/fault';
import { buildImage, patternBytes } from '../unit/image/build-image';
import { failureOf, setUp } from './engine-setup';

interface Case {
  readonly useStub: boolean;
  /** Whose answers are disturbed: none of these is asked while connecting, or only before the `from`th. */
  readonly opcode: number;
  readonly from: number;
  readonly run: (session: ChipSession, run: RunOptions) => Promise<unknown>;
}

const segments = [{ name: 'app.bin', offset: 0x1_0000, data: patternBytes(0x1_8000, 2) }];
const ram = buildImage({ chipId: 5, loadAddress: 0x3fcd_fd00, segments: [patternBytes(0x8000, 1)] });
const ignore = (): void => undefined;
/** The reads of identification and of connecting are over by then. */
const later = 20;

const works: Readonly<Record<string, Case>> = {
  'reading in blocks': {
    ...{ useStub: true, opcode: opcodes.READ_FLASH, from: 5 },
    run: (session, run) =>
      readFlashInBlocks(session, { offset: 0, sizeBytes: 0x2_0000, onBlock: ignore }, run),
  },
  'comparing with a listing': {
    ...{ useStub: true, opcode: opcodes.SPI_FLASH_MD5, from: 3 },
    run: (session, run) => compareFlash(session, segments, { listDifferences: true }, run),
  },
  'comparing all of an erased flash': {
    ...{ useStub: true, opcode: opcodes.SPI_FLASH_MD5, from: 2 },
    run: (session, run) => eraseFlash(session, { verifyAll: true }, run),
  },
  'dumping memory': {
    ...{ useStub: true, opcode: opcodes.READ_REG, from: later },
    run: (session, run) =>
      dumpMemory(session, { address: 0x3fc8_0000, sizeBytes: 400, onBytes: ignore }, run),
  },
  'writing the status registers': {
    ...{ useStub: true, opcode: opcodes.WRITE_REG, from: 9 },
    run: async (session, run) => {
      const written = await writeFlashStatus(session, { registers: 2, value: 0x200, nonVolatile: true }, run);
      expect(written.after).toBe(0x200);
      expect(await readFlashStatus(session, { registers: 2 }, run)).toBe(0x200);
    },
  },
  'reading SFDP': {
    ...{ useStub: true, opcode: opcodes.WRITE_REG, from: 9 },
    run: async (session, run) =>
      expect(await readSfdp(session, { address: 0, sizeBytes: 16 }, run)).toMatchObject({ exists: true }),
  },
  'reading the partition table': {
    ...{ useStub: false, opcode: opcodes.READ_FLASH_SLOW, from: 7 },
    run: async (session, run) =>
      expect(await readPartitionTable(session, 0x8000, run)).toMatchObject({ problem: 'blank' }),
  },
  'asking for the security': {
    ...{ useStub: false, opcode: opcodes.GET_SECURITY_INFO, from: 3 },
    run: (session, run) => readSecurityDetails(session, run),
  },
  'loading a program into RAM': {
    ...{ useStub: false, opcode: opcodes.MEM_DATA, from: 3 },
    run: (session, run) => loadRam(session, { name: 'ram.bin', bytes: ram }, run),
  },
};

describe.each(Object.entries(works))('%s', (_, { useStub, opcode, from, run }) => {
  it.each(['drop', 'damage'] as const)('is done over a line that meets “%s”', async (type) => {
    const fault: FrameFault = { type, direction: 'chip', frames: { opcode, from, count: 1 } };
    const setup = setUp('esp32c3', { faults: [fault], flashSizeBytes: 0x20_0000 });
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub, baud: 115_200 });
      let resyncs = 0;
      const resynchronise = session.resynchronise.bind(session);
      session.resynchronise = (signal) => {
        resyncs += 1;
        return resynchronise(signal);
      };
      await run(session, setup.run);
      // What is damaged may be a bit that nobody looks at; what is lost is missed.
      if (type === 'drop') expect(resyncs).toBe(1);
      await session.close();
    });
  });

  it.each([0, 3, 40])('ends at once when it is cancelled after %i ms', async (afterMs) => {
    const setup = setUp('esp32c3', { flashSizeBytes: 0x20_0000 });
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub, baud: 115_200 });
      const stop = new AbortController();
      setup.clock.schedule(afterMs, () => stop.abort());
      if (afterMs === 0) stop.abort();
      const startedAt = setup.clock.now();
      const ended = await run(session, { signal: stop.signal }).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
      // What takes no longer than that may be done by then.
      expect(['cancelled', 'done']).toContain(ended);
      if (afterMs === 0) expect(ended).toBe('cancelled');
      if (ended === 'cancelled') expect(setup.clock.now() - startedAt).toBeLessThanOrEqual(afterMs + 5);
      await session.close();
    });
  });
});

describe('reading one word', () => {
  it('ends with what the line does when it stays silent', async () => {
    const frames = { opcode: opcodes.READ_REG, from: later, count: 1 };
    const setup = setUp('esp32c3', { faults: [{ type: 'silent', frames }] });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const reading = async (): Promise<void> => {
        for (let count = 0; count < 30; count++) await readMemory(session, 0x3fc8_0000);
      };
      expect((await failureOf(reading())).code).toBe('no-response');
      await session.close();
    });
  });
});
