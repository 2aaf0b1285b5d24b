import type { ErrorCode } from '../../../src-shared/errors/error-texts';

/** Fewer bytes than these are noise of the lines switching, not somebody talking. */
const leastBytes = 4;
/** A log in another encoding still has a few odd bytes; a wrong rate gives more than half of them. */
const readableShare = 0.85;

/** Every ROM of the family announces itself and the boot mode, whatever the application prints later. */
const downloadMode = /waiting for download|\(DOWNLOAD|DOWNLOAD_BOOT/i;
const bootLog = /ets [A-Z][a-z]{2} |rst:0x|rst cause:|boot:0x|ESP-ROM:|load:0x|entry 0x/;

/**
 * Why nobody answered SYNC, from what the board said meanwhile.
 * `connect-tx-not-wired`: it waits for a download and does not hear us. `connect-normal-boot`: its application runs.
 */
export function diagnoseSilence(received: Uint8Array): ErrorCode {
  const text = Buffer.from(received).toString('latin1');
  if (downloadMode.test(text)) return 'connect-tx-not-wired';
  if (bootLog.test(text)) return 'connect-normal-boot';
  if (received.length < leastBytes) return 'connect-silent';
  return share(received, isReadable) >= readableShare ? 'connect-normal-boot' : 'connect-garbage';
}

function share(bytes: Uint8Array, holds: (byte: number) => boolean): number {
  let count = 0;
  for (const byte of bytes) if (holds(byte)) count++;
  return count / bytes.length;
}

/** Printable ASCII, line ends, tabs and the escape of coloured logs. */
function isReadable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1b;
}
