import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { readability } from './readability';

/** Fewer bytes than these are noise of the lines switching, not somebody talking. */
const leastBytes = 4;
/** A log in another encoding still has a few odd bytes; a wrong rate gives more than half of them. */
const readableShare = 0.85;

/** Every ROM of the family announces itself and the boot mode, whatever the application prints later. */
const downloadMode = /waiting for download|\(DOWNLOAD|DOWNLOAD_BOOT/i;
/** What a ROM says whose eFuses forbid downloads. @source esp-idf issue 6106: "Download mode is disabled. Restart with GPIO0 high." */
const downloadDisabled = /download mode (is )?disabled/i;
const bootLog = /ets [A-Z][a-z]{2} |rst:0x|rst cause:|boot:0x|ESP-ROM:|load:0x|entry 0x/;

/** What came while nobody answered. */
export interface HeardInstead {
  /** Everything but our own words, in order. */
  readonly bytes: Uint8Array;
  /** How often our own SYNC came back as it was sent. */
  readonly echoes: number;
}

/**
 * Why nobody answered SYNC, from what the board said meanwhile.
 * `connect-download-disabled`: the ROM may not listen. `connect-tx-not-wired`: it waits for a download and does not hear us.
 * `connect-normal-boot`: its application runs. `connect-echo`: nobody but ourselves is to be heard; an application that
 * echoes has said its boot log before.
 */
export function diagnoseSilence({ bytes, echoes }: HeardInstead): ErrorCode {
  const text = Buffer.from(bytes).toString('latin1');
  if (downloadDisabled.test(text)) return 'connect-download-disabled';
  if (downloadMode.test(text)) return echoes > 0 ? 'connect-echo' : 'connect-tx-not-wired';
  if (bootLog.test(text)) return 'connect-normal-boot';
  if (echoes > 0) return 'connect-echo';
  if (bytes.length < leastBytes) return 'connect-silent';
  return readability(bytes) >= readableShare ? 'connect-normal-boot' : 'connect-garbage';
}
