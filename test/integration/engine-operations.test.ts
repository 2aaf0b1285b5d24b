import { describe, expect, it } from 'vitest';
import { chipIds, type ChipId } from '../../src-shared/model/chip';
import { sleep } from '../../src-shared/time/clock';
import { chips } from '../../src-main/engine/chips/registry';
import { buildPartitionTable } from '../../src-main/engine/image/partition-table';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { identify } from '../../src-main/engine/operations/identify';
import { readFlashStatus, writeFlashStatus } from '../../src-main/engine/operations/flash-status';
import { loadRam } from '../../src-main/engine/operations/load-ram';
import { dumpMemory, readMemory, writeMemory } from '../../src-main/engine/operations/memory';
import { readPartitionTable } from '../../src-main/engine/operations/read-partition-table';
import { readSfdp } from '../../src-main/engine/operations/read-sfdp';
import { runApplication } from '../../src-main/engine/operations/run-application';
import { readChipId, readSecurityDetails } from '../../src-main/engine/operations/security-details';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import { buildImage, patternBytes } from '../unit/image/build-image';
import { failureOf, plan, setUp, type Setup } from './engine-setup';

/** A session that is closed afterwards; what the board prints meanwhile is in `text`. */
async function onBoard(
  id: ChipId,
  { useStub = true, ...spec }: Partial<BoardSpec> & { readonly useStub?: boolean },
  work: (session: ChipSession, setup: Setup, text: () => string) => Promise<void>,
): Promise<void> {
  const setup = setUp(id, spec);
  let printed = '';
  setup.board.onText((piece) => void (printed += piece));
  await setup.clock.run(async () => {
    const session = await setup.connect({ useStub });
    await work(session, setup, () => printed);
    await session.close();
  });
}

const loaders = [true, false] as const;
const fewChips = ['esp8266', 'esp32', 'esp32c3', 'esp32s3', 'esp32p4'] as const;
const cases = fewChips.flatMap((id) => loaders.map((useStub) => [id, useStub] as const));

describe.each(cases)('on an %s, stub asked for: %s,', (id, useStub) => {
  it('the flash’s status registers are read, written, and read back', async () => {
    await onBoard(id, { useStub }, async (session) => {
      expect(await readFlashStatus(session, { registers: 3 })).toBe(0);
      const change = { registers: 2, value: 0x0200, nonVolatile: true } as const;
      expect(await writeFlashStatus(session, change)).toEqual({ before: 0, after: 0x0200 });
      expect(await readFlashStatus(session, { registers: 1 })).toBe(0);
      expect(await readFlashStatus(session, { registers: 2 })).toBe(0x0200);
      const volatile = { registers: 1, value: 0x04, nonVolatile: false } as const;
      expect(await writeFlashStatus(session, volatile)).toEqual({ before: 0, after: 0x04 });
    });
  });

  it('the flash’s own description is read, any number of bytes', async () => {
    await onBoard(id, { useStub }, async (session) => {
      const { bytes, exists } = await readSfdp(session, { address: 0, sizeBytes: 10 });
      expect(exists).toBe(true);
      expect(Buffer.from(bytes.subarray(0, 4)).toString('latin1')).toBe('SFDP');
      expect(bytes.length).toBe(10);
      const tail = await readSfdp(session, { address: 2, sizeBytes: 3 });
      expect([...tail.bytes]).toEqual([...bytes.subarray(2, 5)]);
    });
    await onBoard(id, { useStub, sfdp: false }, async (session) => {
      expect((await readSfdp(session, { address: 0, sizeBytes: 4 })).exists).toBe(false);
    });
  });

  it('memory is written under a mask, read word by word and dumped from any byte to any byte', async () => {
    await onBoard(id, { useStub }, async (session, { run, events }) => {
      const [start] = chips[id].memoryMap.find(([, , name]) => name === 'DRAM') ?? [0];
      const address = start + 0x8000;
      await writeMemory(session, { address, value: 0x1122_3344 });
      await writeMemory(session, { address: address + 4, value: 0xffff_ffff });
      await writeMemory(session, { address, value: 0xffff_ffff, mask: 0x0000_ff00 });
      expect(await readMemory(session, address)).toBe(0x1122_ff44);
      const pieces: Uint8Array[] = [];
      const onBytes = (bytes: Uint8Array): void => void pieces.push(bytes.slice());
      await dumpMemory(session, { address: address + 1, sizeBytes: 6, onBytes }, run);
      expect(Buffer.concat(pieces).toString('hex')).toBe('ff2211ffffff');
      const done = events.flatMap((event) => (event.type === 'bytes' ? [event.done] : []));
      expect(done).toEqual([0, 3, 6]);
      expect((await failureOf(readMemory(session, address + 1))).code).toBe('memory-misaligned');
    });
  });

  it('the application in the flash is started', async () => {
    await onBoard(id, { useStub }, async (session, { clock }, text) => {
      const how = await runApplication(session);
      expect(how).toBe(useStub && id !== 'esp8266' ? 'reset' : 'jump');
      await sleep(clock, 500);
      // The flash is blank, and the chip has looked.
      expect(text()).not.toBe('');
    });
  });
});

describe('a program for RAM', () => {
  const ram: Readonly<Record<string, number>> = {
    esp8266: 0x3ffe_8000,
    esp32: 0x3ffb_0000,
    esp32c3: 0x3fcd_fd00,
  };
  const entryPoint = 0x4008_0000;
  const image = (id: ChipId, loadAddress = ram[id] ?? 0): Uint8Array =>
    buildImage({ chipId: chips[id].imageChipId, loadAddress, segments: [patternBytes(7000, 1)] });

  it.each(['esp8266', 'esp32', 'esp32c3'] as const)(
    'is loaded by the ROM of an %s and starts',
    async (id) => {
      await onBoard(id, { useStub: false }, async (session, { clock }, text) => {
        const started = await loadRam(session, { name: 'hello.bin', bytes: image(id) });
        expect(started).toEqual({ entryPoint, answered: true });
        await sleep(clock, 200);
        expect(text()).toContain('RAM code runs at 0x40080000');
      });
    },
  );

  it('is loaded over a line that loses a block, and nothing is loaded twice', async () => {
    const faults = [
      { type: 'drop', direction: 'chip', frames: { opcode: 0x07, from: 2, count: 1 } } as const,
    ];
    await onBoard('esp32c3', { useStub: false, faults }, async (session, { clock }, text) => {
      await loadRam(session, { name: 'hello.bin', bytes: image('esp32c3') });
      await sleep(clock, 200);
      expect(text()).toContain('RAM code runs');
    });
  });

  it('is refused by the ROM of a board with secure boot, and that is said', async () => {
    await onBoard('esp32c3', { useStub: false, security: { secureBoot: true } }, async (session) => {
      const error = await failureOf(loadRam(session, { name: 'hello.bin', bytes: image('esp32c3') }));
      expect(error).toMatchObject({ code: 'command-refused', context: { command: 'MEM_END' } });
    });
  });

  it('is refused with a part for the flash, for another chip, damaged, and by a stub', async () => {
    await onBoard('esp32c3', { useStub: false }, async (session) => {
      const load = async (bytes: Uint8Array): Promise<string> =>
        (await failureOf(loadRam(session, { name: 'hello.bin', bytes }))).code;
      expect(await load(image('esp32c3', 0x4200_0020))).toBe('image-not-for-ram');
      expect(await load(image('esp32'))).toBe('image-wrong-chip');
      const bent = image('esp32c3');
      bent[100] = (bent[100] ?? 0) ^ 1;
      expect(await load(bent)).toBe('image-checksum-bad');
    });
    await onBoard('esp32c3', {}, async (session) => {
      const error = await failureOf(loadRam(session, { name: 'hello.bin', bytes: image('esp32c3') }));
      expect(error.code).toBe('ram-needs-rom');
    });
  });
});

describe('what the loader tells of a board', () => {
  it('are the names of its security flags and of what its keys are for', async () => {
    const security = { secureBoot: true, flashEncryption: true };
    await onBoard('esp32c3', { security, useStub: false }, async (session) => {
      const details = await readSecurityDetails(session);
      expect(details).toMatchObject({ flagNames: ['SECURE_BOOT_EN'], flashEncryption: true, chipId: 5 });
      expect(details.keyPurposes).toHaveLength(6);
      expect(await readChipId(session)).toBe(5);
    });
  });

  it.each(['esp8266', 'esp32'] as const)('is nothing of that on an %s, and that is said', async (id) => {
    for (const useStub of loaders)
      await onBoard(id, { useStub }, async (session) => {
        expect((await failureOf(readSecurityDetails(session))).code).toBe('command-unsupported');
        expect(await readChipId(session)).toBeNull();
      });
  });

  it.each([
    ['esp32s3', { kind: 'serial-jtag', reenumerates: 'never', awayMs: 0 }, 'USB-Serial/JTAG'],
    ['esp32c3', { kind: 'serial-jtag', reenumerates: 'never', awayMs: 0 }, 'USB-Serial/JTAG'],
    ['esp32s2', { kind: 'otg', awayMs: 50 }, 'USB-OTG'],
    ['esp32p4', { kind: 'otg', awayMs: 50 }, 'USB-OTG'],
    ['esp32s3', { kind: 'bridge' }, null],
  ] as const)('is how an %s hangs on the host: %o', async (id, usb, usbMode) => {
    await onBoard(id, { usb }, async (session) => {
      expect((await identify(session)).usbMode).toBe(usbMode);
    });
  });
});

describe('the partition table on a board', () => {
  const entry = {
    ...{ name: 'factory', type: 0, subtype: 0, offset: 0x1_0000, sizeBytes: 0x10_0000 },
    ...{ encrypted: false, readOnly: false },
  };

  it('is read, and what is none is told apart', async () => {
    await onBoard('esp32c3', {}, async (session) => {
      expect(await readPartitionTable(session, 0x8000)).toEqual({ entries: [], problem: 'blank' });
      const table = buildPartitionTable([entry]);
      const damaged = table.slice();
      damaged[20] = 0x55;
      await writeFlash(
        session,
        plan([
          { name: 'table', offset: 0x8000, data: table },
          { name: 'damaged', offset: 0x9000, data: damaged },
          { name: 'text', offset: 0xa000, data: patternBytes(4096, 3) },
        ]),
      );
      expect(await readPartitionTable(session, 0x8000)).toEqual({ entries: [entry], problem: null });
      expect(await readPartitionTable(session, 0x9000)).toEqual({ entries: [], problem: 'damaged' });
      expect(await readPartitionTable(session, 0xa000)).toEqual({ entries: [], problem: 'not-a-table' });
    });
  });
});

describe('in secure download mode', () => {
  const secured = chipIds.filter((id) => !chips[id].quirks.includes('no-security-info'));

  it.each(secured)('an %s refuses what reads, and says why, before anything is sent', async (id) => {
    const security = { secureDownloadMode: true };
    await onBoard(id, { security }, async (session) => {
      let sentBytes = 0;
      session.transport.write = (bytes) => {
        sentBytes += bytes.length;
        return Promise.resolve();
      };
      const works: readonly (() => Promise<unknown>)[] = [
        () => readMemory(session, 0x4000_0000),
        () => writeMemory(session, { address: 0x4000_0000, value: 0 }),
        () => dumpMemory(session, { address: 0x4000_0000, sizeBytes: 8, onBytes: () => undefined }),
        () => readPartitionTable(session, 0x8000),
        () => readFlashStatus(session, { registers: 1 }),
        () => writeFlashStatus(session, { registers: 1, value: 0, nonVolatile: true }),
        () => readSfdp(session, { address: 0, sizeBytes: 4 }),
        () => loadRam(session, { name: 'hello.bin', bytes: buildImage({ chipId: chips[id].imageChipId }) }),
      ];
      for (const work of works) expect((await failureOf(work())).code).toBe('secure-download-mode');
      expect(sentBytes).toBe(0);
    });
  });
});
