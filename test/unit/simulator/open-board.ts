import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { createSimulatedBoard, type SimulatedBoard } from '../../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../../src-main/simulator/simulated-transport';
import { romProfiles } from '../../../src-main/simulator/chips/rom-profile';
import { VirtualClock } from '../../support/virtual-clock';
import { HostSide, words } from './host-side';

export interface OpenBoard {
  readonly clock: VirtualClock;
  readonly board: SimulatedBoard;
  readonly transport: SimulatedTransport;
  readonly host: HostSide;
}

export const mebibyte = 0x10_0000;

/** A board on virtual time with its port, not opened. */
export function makeBoard(spec: Partial<BoardSpec> = {}): OpenBoard {
  const clock = new VirtualClock();
  const board = createSimulatedBoard(
    { chip: 'esp32c3', flashSizeBytes: 4 * mebibyte, timing: 'fast', ...spec },
    { clock },
  );
  const transport = new SimulatedTransport({ label: 'sim', clock, find: () => board });
  return { clock, board, transport, host: new HostSide(transport, clock) };
}

/** In the ROM's loader, synced. */
export async function enterLoader({ transport, host }: OpenBoard, baud = 115_200): Promise<void> {
  await transport.open(baud);
  await host.resetToDownload();
  await host.sync();
}

/** Uploads bytes that stand for a stub: what they say does not matter to the board, where they go does. */
export async function startStub({ host, board }: OpenBoard): Promise<void> {
  const { chip, revision } = board.facts;
  // The ESP32-P4's stubs moved with its revision 3.
  const start = romProfiles[chip].stubTextStarts[chip === 'esp32p4' && revision >= 300 ? 1 : 0]!;
  await host.ask(opcode.memBegin, [0x1800, 1, 0x1800, start]);
  await host.askData(opcode.memData, new Uint8Array(0x1800).fill(0x13));
  const before = host.frames.length;
  await host.command(opcode.memEnd, words(0, start + 0x20));
  await host.untilFrames(before + 2);
}

/** A board in its stub. */
export async function openStub(board: OpenBoard): Promise<void> {
  await enterLoader(board);
  await startStub(board);
}

export const opcode = {
  flashBegin: 0x02,
  flashData: 0x03,
  flashEnd: 0x04,
  memBegin: 0x05,
  memEnd: 0x06,
  memData: 0x07,
  sync: 0x08,
  writeReg: 0x09,
  readReg: 0x0a,
  spiSetParams: 0x0b,
  spiAttach: 0x0d,
  readFlashSlow: 0x0e,
  changeBaud: 0x0f,
  deflBegin: 0x10,
  deflData: 0x11,
  md5: 0x13,
  securityInfo: 0x14,
  eraseFlash: 0xd0,
  eraseRegion: 0xd1,
  readFlash: 0xd2,
  runUserCode: 0xd3,
} as const;

export const valueOf = (answer: Uint8Array): number => Buffer.from(answer).readUInt32LE(4);
/** The stub's two status bytes. */
export const stubStatus = (answer: Uint8Array): number[] => [...answer.subarray(-2)];
/** The ROM's four. */
export const romStatus = (answer: Uint8Array): number[] => [...answer.subarray(-4)];
