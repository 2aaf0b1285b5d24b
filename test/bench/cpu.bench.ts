import { it } from 'vitest';
import { connect } from '../../src-main/engine/loader/connect';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { SlipDecoder, encodeSlip } from '../../src-main/engine/protocol/slip';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { createSimulatedBoard } from '../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { VirtualClock } from '../support/virtual-clock';
import { printTable } from './print-table';
import { typicalFirmware } from './typical-firmware';

const mebi = 0x10_0000;

/** The best of several rounds: the others were disturbed. */
async function megabytesPerSecond(sizeBytes: number, work: () => unknown): Promise<string> {
  let best = Infinity;
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return (sizeBytes / 1e6 / (best / 1000)).toFixed(0);
}

it('codecs and digests', async () => {
  const firmware = typicalFirmware(4 * mebi);
  const frames = Array.from({ length: 256 }, (_, i) => firmware.subarray(i * 0x4000, (i + 1) * 0x4000));
  const encoded = frames.map((frame) => encodeSlip(frame));
  const wire = Buffer.concat(encoded);
  const decodeIn = (pieceBytes: number) => (): number => {
    let found = 0;
    const decoder = new SlipDecoder({ onFrame: () => found++, onOutside: () => undefined });
    for (let at = 0; at < wire.length; at += pieceBytes) decoder.push(wire.subarray(at, at + pieceBytes));
    if (found !== frames.length) throw new Error(`${found} frames instead of ${frames.length}`);
    return found;
  };
  printTable(
    ['what', 'MB/s'],
    [
      [
        'SLIP encode, 16 KiB frames',
        await megabytesPerSecond(firmware.length, () => frames.map((f) => encodeSlip(f))),
      ],
      ['SLIP decode, pieces of 64 KiB', await megabytesPerSecond(wire.length, decodeIn(0x1_0000))],
      ['SLIP decode, pieces of 64 bytes', await megabytesPerSecond(wire.length, decodeIn(64))],
      ['MD5', await megabytesPerSecond(firmware.length, () => inlineCompute.md5(firmware))],
      ['SHA-256', await megabytesPerSecond(firmware.length, () => inlineCompute.sha256(firmware))],
      ['deflate, level 9', await megabytesPerSecond(firmware.length, () => inlineCompute.deflate(firmware))],
    ],
  );
});

it('memory while reading 16 MB', async () => {
  const clock = new VirtualClock();
  const sizeBytes = 16 * mebi;
  const board = createSimulatedBoard(
    { chip: 'esp32c3', flashSizeBytes: sizeBytes, timing: 'fast' },
    { clock },
  );
  const result = new Uint8Array(sizeBytes);
  let peak = 0;
  let before = 0;
  await clock.run(async () => {
    const transport = new SimulatedTransport({ label: 'sim', clock, find: () => board });
    const request = {
      chip: 'auto',
      baud: 115_200,
      useStub: true,
      before: 'default-reset',
      attempts: 3,
    } as const;
    const session = await connect(transport, request, {
      clock,
      compute: inlineCompute,
      trace: (): void => undefined,
    });
    let at = 0;
    globalThis.gc?.();
    before = process.memoryUsage().arrayBuffers;
    await readFlash(session, {
      offset: 0,
      sizeBytes,
      onBytes: (bytes) => {
        result.set(bytes, at);
        at += bytes.length;
        if (at % mebi !== 0) return;
        globalThis.gc?.();
        peak = Math.max(peak, process.memoryUsage().arrayBuffers);
      },
    });
    await session.close();
  });
  printTable(
    ['memory beside the 16 MB themselves', 'MB'],
    [['peak of buffers while reading', ((peak - before) / 1e6).toFixed(2)]],
  );
});
