import type { CrashKind } from '../../../src-shared/model/crash';
import { xtensaCrash } from './crash-facts';
import { crashHeadline, elfLines, hex, isException, registerLines } from './crash-words';

/** A crash of an ESP-IDF app on a chip with a Xtensa processor that has register windows: not the ESP8266. */
export function xtensaCrashLines(kind: CrashKind): readonly string[] {
  const { registers, backtrace, elfSha256 } = xtensaCrash;
  const place = {
    exception: 'LoadProhibited',
    abortPc: backtrace[0]?.[0] ?? 0,
    cacheError: 'Cache disabled but cached memory region accessed',
  };
  // A stack that was overwritten is no way back.
  const end = kind === 'stack-smashing' ? ' |<-CORRUPTED' : '';
  return [
    ...crashHeadline(kind, place),
    '',
    ...(isException(kind) ? [...registerLines(registers), ''] : []),
    ...xtensaStateLines(end),
    ...elfLines(elfSha256),
  ];
}

/** The backtrace, and what its end is like. */
export function xtensaStateLines(end = ''): readonly string[] {
  const entries = xtensaCrash.backtrace.map(([pc, sp]) => `${hex(pc)}:${hex(sp)}`);
  return ['', `Backtrace: ${entries.join(' ')}${end}`];
}
