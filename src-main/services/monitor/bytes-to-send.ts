import type { Requests } from '../../../src-shared/ipc/contract';
import type { LineEnding } from '../../../src-shared/model/monitor';
import { parseHexText } from '../../../src-shared/monitor/hex-text';

const endings: Readonly<Record<LineEnding, string>> = { none: '', lf: '\n', cr: '\r', crlf: '\r\n' };

/** What goes over the line for what a person has typed: UTF-8 and the line's end, or the bytes. Throws `hex-invalid`. */
export function bytesToSend(what: Requests['monitor:send']['request']['what']): Uint8Array {
  if (what.type === 'hex') return parseHexText(what.hex);
  return new TextEncoder().encode(what.text + endings[what.ending]);
}
