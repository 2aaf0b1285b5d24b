import { it } from 'vitest';
import { connect } from '../../src-main/engine/loader/connect';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { encodeDataBlock, encodeFlashBegin, encodeFlashEnd } from '../../src-main/engine/protocol/commands';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { payloadChecksum } from '../../src-main/engine/protocol/packet';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import { createSimulatedBoard } from '../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { VirtualClock } from '../support/virtual-clock';
import { countBytes } from './counting-transport';
import { printTable } from './print-table';
import { typicalFirmware } from './typical-firmware';

const bauds = [115_200, 460_800, 921_600, 2_000_000];
const firmware = typicalFirmware(0x10_0000);
const flashSizeBytes = 0x40_0000;

interface Measured {
  readonly wireBytes: number;
  readonly seconds: number;
}

/** Connects to a fresh ESP32-C3 at `baud`, then measures what `work` sends, receives and takes in virtual time. */
async function measure(
  baud: number,
  work: (session: ChipSession, mark: () => void, stop: () => void) => Promise<void>,
  flash = new MemoryFlashStore(flashSizeBytes),
): Promise<Measured> {
  const clock = new VirtualClock();
  const board = createSimulatedBoard({ chip: 'esp32c3', flashSizeBytes, flash }, { clock });
  const counts = { sent: 0, received: 0 };
  const transport = countBytes(new SimulatedTransport({ label: 'sim', clock, find: () => board }), counts);
  const start = { bytes: 0, ms: 0 };
  const end = { bytes: 0, ms: 0 };
  const note = (point: { bytes: number; ms: number }) => (): void => {
    point.bytes = Math.max(counts.sent, counts.received);
    point.ms = clock.now();
    if (point === start) counts.sent = counts.received = point.bytes = 0;
  };
  await clock.run(async () => {
    const request = { chip: 'auto', baud, useStub: true, before: 'default-reset', attempts: 3 } as const;
    const context = { clock, compute: inlineCompute, trace: (): void => undefined };
    const session = await connect(transport, request, context);
    try {
      await work(session, note(start), note(end));
    } finally {
      await session.close();
    }
  });
  return { wireBytes: end.bytes - start.bytes, seconds: (end.ms - start.ms) / 1000 };
}

const write = (compress: boolean) => (baud: number) =>
  measure(baud, async (session, mark, stop) => {
    const request = {
      segments: [{ name: 'app', offset: 0x1_0000, data: firmware }],
      flashMode: 'keep',
      flashFrequency: 'keep',
      flashSize: 'keep',
      eraseAll: false,
      compress,
      verify: true,
      skipUnchanged: false,
      force: false,
    } as const;
    await writeFlash(session, request, {
      onProgress: (event) => {
        if (event.type === 'stage' && event.stage === 'write') mark();
        if (event.type === 'stage' && event.stage === 'verify') stop();
      },
    });
  });

/** What a first attempt looks like: 1 KiB blocks as they are, each made after the former was acknowledged. */
const naiveWrite = (baud: number): Promise<Measured> =>
  measure(baud, async (session, mark, stop) => {
    const blockBytes = 0x400;
    const blockCount = firmware.length / blockBytes;
    mark();
    const begin = { sizeBytes: firmware.length, blockCount, blockBytes, offset: 0x1_0000, encrypted: false };
    await session.command(opcodes.FLASH_BEGIN, encodeFlashBegin(begin), { timeoutMs: 60_000 });
    for (let sequence = 0; sequence < blockCount; sequence++) {
      const payload = firmware.subarray(sequence * blockBytes, (sequence + 1) * blockBytes);
      const options = { checksum: payloadChecksum(payload), timeoutMs: 60_000 };
      await session.command(opcodes.FLASH_DATA, encodeDataBlock(sequence, payload), options);
    }
    await session.command(opcodes.FLASH_END, encodeFlashEnd(true), { timeoutMs: 60_000 });
    stop();
  });

function filledFlash(): MemoryFlashStore {
  const flash = new MemoryFlashStore(flashSizeBytes);
  flash.write(0x1_0000, firmware);
  return flash;
}

const read = (baud: number): Promise<Measured> =>
  measure(
    baud,
    async (session, mark, stop) => {
      await readFlash(
        session,
        { offset: 0x1_0000, sizeBytes: firmware.length, onBytes: () => undefined },
        { onProgress: (event) => event.type === 'stage' && event.stage === 'read' && mark() },
      );
      stop();
    },
    filledFlash(),
  );

function row(name: string, baud: number, { wireBytes, seconds }: Measured): string[] {
  const limit = (wireBytes * 10) / baud;
  return [
    name,
    String(baud),
    String(wireBytes),
    seconds.toFixed(2),
    limit.toFixed(2),
    (seconds / limit).toFixed(3),
    (firmware.length / 1024 / seconds).toFixed(0),
  ];
}

it('1 MiB over a simulated line, 1 ms adapter latency, virtual time', async () => {
  const rows: string[][] = [];
  const kinds: [string, (baud: number) => Promise<Measured>][] = [
    ['write, compressed', write(true)],
    ['write, plain', write(false)],
    ['write, naive 1 KiB loop', naiveWrite],
    ['read', read],
  ];
  for (const [name, run] of kinds) for (const baud of bauds) rows.push(row(name, baud, await run(baud)));
  printTable(
    ['operation', 'baud', 'bytes on the wire', 'time s', 'line limit s', 'times the limit', 'flash KiB/s'],
    rows,
  );
});
