import { AppError } from '../../../src-shared/errors/app-error';
import { sleep, type AbortSignalLike } from '../../../src-shared/time/clock';
import { encodeChangeBaud, encodeReadRegister } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import type { ChipSession } from './chip-session';
import { hasQuirk, knowsCommand } from './command-support';
import { measureCrystalMhz } from './crystal';
import type { LoaderSession } from './loader-session';

/** The chip answers at the old rate and then changes: time for the answer to leave and for the UART to settle. */
const settleMs = 50;
const probeTimeoutMs = 300;
const probeAttempts = 3;

/** The ROM of the ESP32-C2 believes in this crystal. */
const assumedCrystalMhz = 40;

/** PCR_SYSCLK_CONF of the ESP32-C5: crystal in MHz that the ROM reckons with, bits 30:24. @source golden/chips/esp32c5 */
const pcrSysclkConf = { reg: 0x6009_6110, shift: 24, mask: 0x7f } as const;

/** True where loader and link can both change their rate. */
export function canChangeBaud(session: ChipSession): boolean {
  if (!session.transport.features.baud || session.secureDownload) return false;
  return knowsCommand(session, opcodes.CHANGE_BAUDRATE);
}

/**
 * Changes the rate of chip and line. `baud-unsupported` or `no-response` when the two do not understand each other
 * afterwards: then only a reset brings the chip back.
 */
export async function changeBaud(
  session: LoaderSession,
  baud: number,
  signal?: AbortSignalLike,
): Promise<void> {
  await switchRate(session, baud, signal);
  session.channel.baud = baud;
  await session.transport.discardInput();
  session.channel.link.clear();
  await assertHears(session, signal);
}

/** Chip first, then line, without looking whether they still understand each other. */
export async function switchRate(
  session: ChipSession,
  baud: number,
  signal?: AbortSignalLike,
): Promise<void> {
  const asked = await rateToAsk(session, baud, signal);
  const present = session.loader === 'stub' ? session.baud : 0;
  await session.command(opcodes.CHANGE_BAUDRATE, encodeChangeBaud(asked, present), { signal });
  await sleep(session.context.clock, settleMs, signal);
  await session.transport.setBaud(baud);
}

/** What CHANGE_BAUDRATE must be asked for so that `baud` comes out, where the ROM is wrong about the crystal. */
async function rateToAsk(session: ChipSession, baud: number, signal?: AbortSignalLike): Promise<number> {
  if (session.loader === 'stub') return baud;
  const assumedMhz = await crystalThatRomAssumes(session, signal);
  if (assumedMhz === null) return baud;
  return Math.trunc((baud * assumedMhz) / (await measureCrystalMhz(session, signal)));
}

async function crystalThatRomAssumes(session: ChipSession, signal?: AbortSignalLike): Promise<number | null> {
  if (hasQuirk(session.chip, 'rom-assumes-40mhz-crystal')) return assumedCrystalMhz;
  if (!hasQuirk(session.chip, 'rom-reads-crystal-from-pcr')) return null;
  const { reg, shift, mask } = pcrSysclkConf;
  return ((await session.readRegister(reg, signal)) >>> shift) & mask;
}

/** Reads a register that every chip has: whatever it says, somebody understood us. */
async function assertHears(session: ChipSession, signal?: AbortSignalLike): Promise<void> {
  const body = encodeReadRegister(session.chip.uart.dateReg);
  for (let attempt = 1; ; attempt++) {
    try {
      await session.command(opcodes.READ_REG, body, { timeoutMs: probeTimeoutMs, signal });
      return;
    } catch (error) {
      const silent = error instanceof AppError && ['no-response', 'bad-response'].includes(error.code);
      if (!silent || attempt === probeAttempts) throw error;
    }
  }
}
