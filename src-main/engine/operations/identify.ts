import { toAppError } from '../../../src-shared/errors/app-error';
import type { BoardInfo, FlashInfo } from '../../../src-shared/model/board';
import type { RunOptions } from '../engine-context';
import type { ChipSession } from '../loader/chip-session';
import type { FlashAccess } from '../requests';
import { attachAndReadId } from './attach-flash';
import { decodeFlashId } from './flash-id';
import { readFlashVoltage } from './flash-voltage';
import { identifyChip } from './identity/identify-chip';
import { usbModeOfPort } from './identity/usb-mode';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';
import { readSecurity } from './security';

/**
 * One look at a board: chip, revision, features, crystal, MAC, flash, security. In secure download mode only what
 * GET_SECURITY_INFO tells. A board without a flash that answers is no error here: `flash` is null.
 */
export function identify(session: ChipSession, run: RunOptions = {}): Promise<BoardInfo> {
  return identifyBoard(session, {}, run);
}

/** The same for a flash that hangs on other pins or needs another voltage. */
export async function identifyBoard(
  session: ChipSession,
  access: FlashAccess,
  run: RunOptions = {},
): Promise<BoardInfo> {
  run.onProgress?.({ type: 'stage', stage: 'identify' });
  return repeatOnLineFault(session, () => lookAtBoard(session, access, run), run);
}

async function lookAtBoard(session: ChipSession, access: FlashAccess, run: RunOptions): Promise<BoardInfo> {
  const security = await readSecurity(session, run);
  const known = { chip: session.chip.id, security, loader: session.loader };
  if (session.secureDownload) {
    return {
      ...known,
      description: session.chip.name,
      revision: null,
      features: [],
      crystalMhz: null,
      mac: null,
      eui64: null,
      usbMode: usbModeOfPort(session),
      flash: null,
    };
  }
  const chip = await identifyChip(session, run);
  return { ...known, ...chip, flash: await identifyFlash(session, access, run) };
}

async function identifyFlash(
  session: ChipSession,
  access: FlashAccess,
  run: RunOptions,
): Promise<FlashInfo | null> {
  try {
    const flash = decodeFlashId(await attachAndReadId(session, access, run));
    return flash === null ? null : { ...flash, voltage: await readFlashVoltage(session, run) };
  } catch (error) {
    if (toAppError(error).code === 'flash-not-found') return null;
    throw error;
  }
}
