import { AppError } from '../../../src-shared/errors/app-error';
import { sleep, type AbortSignalLike } from '../../../src-shared/time/clock';
import { encodeChangeBaud, encodeReadRegister } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import type { ChipSession } from './chip-session';
import { hasQuirk, knowsCommand } from './command-support';
import { measureCrystalMhz } from './crystal';
import type { LoaderSession } from './loader-session';
import { romBaud } from './rom-baud';

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
  // Back at the ROM's own rate a few percent do no harm, and nothing was measured at the present one.
  if (hasQuirk(session.chip, 'rom-estimates-crystal') && session.baud === romBaud)
    return rateByEstimate(session, baud, signal);
  const assumedMhz = await crystalThatRomAssumes(session, signal);
  if (assumedMhz === null) return baud;
  return Math.trunc((baud * assumedMhz) / (await measureCrystalMhz(session, signal)));
}

/**
 * The divider that the ROM has found by listening to us is right; the one that it reckons out for the same rate is as wrong as its
 * estimate. The rate is asked for at which it reckons out the right one.
 */
async function rateByEstimate(session: ChipSession, baud: number, signal?: AbortSignalLike): Promise<number> {
  const heard = await readUartDivider(session, signal);
  await session.command(opcodes.CHANGE_BAUDRATE, encodeChangeBaud(session.baud, 0), { signal });
  await sleep(session.context.clock, settleMs, signal);
  const reckoned = await readUartDivider(session, signal);
  return heard === 0 ? baud : Math.round((baud * reckoned) / heard);
}

/** In sixteenths: the whole part in bits 19:0, the sixteenths in bits 23:20. @source ESP32 technical reference manual, UART_CLKDIV_REG */
async function readUartDivider(session: ChipSession, signal?: AbortSignalLike): Promise<number> {
  const value = await session.readRegister(session.chip.uart.clkDivReg, signal);
  return (value & 0xf_ffff) * 16 + ((value >>> 20) & 0xf);
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
