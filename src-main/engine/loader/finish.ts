import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { RunOptions } from '../engine-context';
import { encodeFlashBegin, encodeFlashEnd } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { encodeRequest } from '../protocol/packet';
import type { AfterReset } from '../requests';
import { flashBlockBytesFor } from './block-sizes';
import { switchRate } from './change-baud';
import type { ChipSession } from './chip-session';
import { hasQuirk } from './command-support';
import { hardResetSteps, runSteps } from './reset-strategies';
import { romBaud } from './rom-baud';
import { usbKind } from './usb-kind';
import { watchdogReset } from './watchdogs';

/**
 * Leaves the chip as asked for. The session is over afterwards, except for its `close`.
 * `command-unsupported` where the chip has no such reset.
 */
export async function finish(session: ChipSession, after: AfterReset, run: RunOptions = {}): Promise<void> {
  try {
    await endings[after](session, run);
  } catch (error) {
    throw toAppError(error);
  }
}

const endings: Readonly<Record<AfterReset, (session: ChipSession, run: RunOptions) => Promise<void>>> = {
  'hard-reset': hardReset,
  'soft-reset': softReset,
  'watchdog-reset': (session, { signal }) =>
    survivingReset(session, async () => {
      await watchdogReset(session, signal);
      await listenAtRomBaud(session);
    }),
  'no-reset': async (session, { signal }) => {
    await restoreBaud(session, signal);
    if (session.loader === 'stub') await leaveFlashMode(session, false, signal);
  },
  'no-reset-stub': (session, { signal }) => restoreBaud(session, signal),
};

/** By RTS; over a chip's own USB it is first told to forget that it was to stay in download mode. */
async function hardReset(session: ChipSession, run: RunOptions): Promise<void> {
  const { transport, context } = session;
  if (!session.canReset) {
    run.onProgress?.({ type: 'notice', code: 'no-reset-lines', context: { port: transport.label } });
    return;
  }
  const { signal } = run;
  if (session.hardReset === undefined && (await staysInDownloadMode(session, signal))) {
    await endings['watchdog-reset'](session, run);
    return;
  }
  await survivingReset(session, async () => {
    await listenAtRomBaud(session);
    await runSteps(session.hardReset ?? hardResetSteps(transport), transport, context.clock, signal);
  });
}

/** The chip's own USB goes away with the reset: that is what was asked for. */
async function survivingReset({ transport }: ChipSession, reset: () => Promise<void>): Promise<void> {
  try {
    await reset();
  } catch (error) {
    if (usbKind(transport) === null || toAppError(error).code !== 'port-lost') throw error;
  }
}

/**
 * RTS over a chip's own USB does not sample the straps again: with IO0 low at the last start, only the watchdog leads out of
 * download mode. Clears the bit that would hold the chip there. @source Espressif, esptool, "watchdog reset"
 */
async function staysInDownloadMode(session: ChipSession, signal?: AbortSignalLike): Promise<boolean> {
  const { strap, forceDownloadBoot, watchdog } = session.chip;
  if (usbKind(session.transport) === null) return false;
  if (session.secureDownload || forceDownloadBoot === null) return false;
  await session.writeRegister(forceDownloadBoot.reg, 0, { mask: forceDownloadBoot.mask, signal });
  if (strap === null || watchdog === null) return false;
  const straps = await session.readRegister(strap.reg, signal);
  return (straps & strap.spiBootMask) === 0;
}

/** "Run user code": the ROM does it at FLASH_END, of the stubs only the ESP8266's can. */
async function softReset(session: ChipSession, { signal }: RunOptions): Promise<void> {
  if (session.loader === 'rom') {
    await leaveFlashMode(session, true, signal);
    await listenAtRomBaud(session);
    return;
  }
  if (!hasQuirk(session.chip, 'stub-runs-user-code'))
    throw new AppError('command-unsupported', { chip: session.chip.name, command: 'RUN_USER_CODE' });
  // There is no answer: the stub is gone.
  await session.sendFrame(encodeRequest(opcodes.RUN_USER_CODE, new Uint8Array()));
  await listenAtRomBaud(session);
}

/** An empty FLASH_BEGIN and the FLASH_END that belongs to it. @source golden/wire, the end of every recording with stub */
async function leaveFlashMode(
  session: ChipSession,
  runUserCode: boolean,
  signal?: AbortSignalLike,
): Promise<void> {
  const fiveWords = session.loader === 'stub' || hasQuirk(session.chip, 'rom-encrypted-write');
  const begin = encodeFlashBegin({
    sizeBytes: 0,
    blockCount: 0,
    blockBytes: flashBlockBytesFor(session),
    offset: 0,
    encrypted: fiveWords ? false : null,
  });
  await session.command(opcodes.FLASH_BEGIN, begin, { signal });
  const end = encodeFlashEnd(runUserCode);
  // Whoever runs the application does not answer for certain.
  if (runUserCode) await session.sendFrame(encodeRequest(opcodes.FLASH_END, end));
  else await session.command(opcodes.FLASH_END, end, { signal });
}

/** The next connection meets the loader at 115200 baud. */
async function restoreBaud(session: ChipSession, signal?: AbortSignalLike): Promise<void> {
  if (session.baud !== romBaud) await switchRate(session, romBaud, signal);
}

/** The ROM speaks at its own rate again: what the board says next is to be readable. */
async function listenAtRomBaud({ baud, transport }: ChipSession): Promise<void> {
  if (baud !== romBaud && transport.features.baud) await transport.setBaud(romBaud);
}
