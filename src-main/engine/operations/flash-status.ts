import { AppError } from '../../../src-shared/errors/app-error';
import { sleep } from '../../../src-shared/time/clock';
import type { RunOptions } from '../engine-context';
import { agreed } from '../loader/agreed';
import type { ChipSession } from '../loader/chip-session';
import { assertSupported } from '../loader/command-support';
import { opcodes } from '../protocol/opcodes';
import type { StatusReadRequest, StatusRegisterCount, StatusWriteRequest } from '../requests';
import { attachAnsweringFlash } from './attach-flash';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { runSpiCommand } from './spi-command';

/** One entry a register, lowest first. @source the data sheets of 25-series flash */
const readCommands = [0x05, 0x35, 0x15] as const;
const writeCommands = [0x01, 0x31, 0x11] as const;
const writeEnable = 0x06;
/** What is written next is lost with the power. */
const writeEnableVolatile = 0x50;
const writeDisable = 0x04;

const writeInProgress = 0x01;
/** Of the first register: in progress and enabled. They come and go by themselves. */
const transientBits = 0x03;

/** Typical flashes need 5 to 15 ms for a non-volatile write, the slowest 0.3 s. */
const writeLimitMs = 1_000;
const lookEveryMs = 5;

/** The first one to three status registers, the first in the lowest byte. Needs register access: no secure download mode. */
export async function readFlashStatus(
  session: ChipSession,
  request: StatusReadRequest,
  run: RunOptions = {},
): Promise<number> {
  assertSupported(session, opcodes.READ_REG);
  return repeatOnLineFault(
    session,
    async () => {
      await attachAnsweringFlash(session, request, run);
      return agreed(session, () => readRegisters(session, request.registers, run), run);
    },
    run,
  );
}

/**
 * Writes them and reads them back. Returns what they read before and after. Throws `flash-status-differs` when a bit other than
 * those of the write itself did not take its value, and `flash-not-found` when the flash does not end the write.
 */
export async function writeFlashStatus(
  session: ChipSession,
  request: StatusWriteRequest,
  run: RunOptions = {},
): Promise<{ readonly before: number; readonly after: number }> {
  const before = await readFlashStatus(session, request, run);
  const expected = request.value & maskOf(request.registers);
  // Repeating is safe: the same values once more.
  const after = await repeatOnLineFault(session, () => writeAndRead(session, request, expected, run), run);
  if (differs(after, expected))
    throw new AppError('flash-status-differs', {
      expected: formatStatus(expected, request.registers),
      actual: formatStatus(after, request.registers),
    });
  return { before, after };
}

async function writeAndRead(
  session: ChipSession,
  request: StatusWriteRequest,
  expected: number,
  run: RunOptions,
): Promise<number> {
  for (let index = 0; index < request.registers; index++)
    await write(session, request, writeCommands[index] ?? 0, [(expected >>> (8 * index)) & 0xff], run);
  const look = (): Promise<number> => readRegisters(session, request.registers, run);
  let after = await agreed(session, look, run);
  // Older flashes have no command for the second register alone: it follows the first one in the same write.
  if (request.registers > 1 && differs(after & 0xffff, expected & 0xffff)) {
    await write(session, request, writeCommands[0], [expected & 0xff, (expected >>> 8) & 0xff], run);
    after = await agreed(session, look, run);
  }
  await runSpiCommand(session, { command: writeDisable, readBits: 0 }, run);
  return after;
}

async function write(
  session: ChipSession,
  { nonVolatile }: StatusWriteRequest,
  command: number,
  bytes: readonly number[],
  run: RunOptions,
): Promise<void> {
  const enable = nonVolatile ? writeEnable : writeEnableVolatile;
  await runSpiCommand(session, { command: enable, readBits: 0 }, run);
  await runSpiCommand(session, { command, readBits: 0, data: Uint8Array.from(bytes) }, run);
  await waitForEnd(session, run);
}

async function waitForEnd(session: ChipSession, run: RunOptions): Promise<void> {
  const { clock } = session.context;
  const endsAt = clock.now() + writeLimitMs;
  while (((await readRegisters(session, 1, run)) & writeInProgress) !== 0) {
    if (clock.now() >= endsAt) throw new AppError('flash-not-found', { id: 'busy' });
    await sleep(clock, lookEveryMs, run.signal);
  }
}

async function readRegisters(
  session: ChipSession,
  registers: StatusRegisterCount,
  run: RunOptions,
): Promise<number> {
  let status = 0;
  for (const [index, command] of readCommands.slice(0, registers).entries())
    status |= ((await runSpiCommand(session, { command, readBits: 8 }, run)) & 0xff) << (8 * index);
  return status;
}

function maskOf(registers: StatusRegisterCount): number {
  return 2 ** (8 * registers) - 1;
}

function differs(actual: number, expected: number): boolean {
  return ((actual ^ expected) & ~transientBits) !== 0;
}

/** `0x0200`: two digits a register. */
function formatStatus(value: number, registers: StatusRegisterCount): string {
  return `0x${value.toString(16).padStart(2 * registers, '0')}`;
}
