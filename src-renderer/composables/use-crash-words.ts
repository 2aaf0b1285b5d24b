import { useI18n } from 'vue-i18n';
import type { CrashReport, DecodedCrash, DecodedFrame, SourcePlace } from '../../src-shared/model/crash';
import { addressText, baseName } from '../model/monitor/findings/address-text';
import { crashCause, namedReason } from '../model/monitor/findings/crash-cause';
import { frameRows, type FrameRow } from '../model/monitor/findings/frame-rows';
import { useFormat } from './use-format';

/** Digits of a SHA-256 that can be compared by eye. */
const shownDigits = 16;

/** Words for crashes and their frames. */
export function useCrashWords() {
  const { t } = useI18n();
  const format = useFormat();

  const title = ({ kind, reason }: CrashReport): string =>
    t(`crash.kinds.${kind}.title`, {
      reason: reason === null ? t('crash.someReason') : namedReason(reason),
    });

  /** What it means: of its cause where the board tells it, else of its kind. */
  function meaning(crash: CrashReport): string {
    const cause = crashCause(crash);
    return cause === null
      ? t(`crash.kinds.${crash.kind}.text`)
      : t(`crash.causes.${cause}`, { address: stumbledOver(crash) });
  }

  function stumbledOver({ registers }: CrashReport): string {
    const address = registers['EXCVADDR'] ?? registers['MTVAL'] ?? 0;
    return addressText(address);
  }

  /** `core 0 · 12:03:11`. */
  function where({ core, atMs }: CrashReport): string {
    return [core === null ? null : t('crash.core', { core }), format.time(atMs)]
      .filter((part) => part !== null)
      .join(' · ');
  }

  function functionName(place: SourcePlace | null): string {
    if (place === null) return t('crash.notInElf');
    return place.function === '' ? t('crash.unknownFunction') : place.function;
  }

  /** `main.c:42`; empty where the ELF does not tell. */
  function source(place: SourcePlace | null, name: (path: string) => string = baseName): string {
    if (place === null || place.file === '') return '';
    return place.line === 0 ? name(place.file) : `${name(place.file)}:${place.line}`;
  }

  const fullSource = (place: SourcePlace | null): string => source(place, (path) => path);

  const digest = (sha256: string): string => sha256.slice(0, shownDigits);

  /** All of it for a bug report. */
  function asText(crash: CrashReport, decoded: DecodedCrash | null): string {
    const lines = [`${title(crash)} (${where(crash)})`];
    if (crash.detail) lines.push(crash.detail);
    if (crash.backtraceCorrupted) lines.push(t('crash.corrupted'));
    if (decoded) {
      lines.push(...framesText(decoded.frames));
      lines.push(
        t('crash.text.elf', {
          name: decoded.elf.name,
          digest: decoded.elf.id,
          match: t(`crash.match.${decoded.match}`),
        }),
      );
    }
    if (crash.elfSha256) lines.push(t('crash.text.digest', { digest: crash.elfSha256 }));
    if (crash.backtrace.length > 0)
      lines.push(t('crash.text.backtrace', { addresses: backtraceText(crash) }));
    const registers = registersText(crash);
    if (registers !== '') lines.push(t('crash.text.registers', { registers }));
    return `${lines.join('\n')}\n`;
  }

  function framesText(frames: readonly DecodedFrame[]): readonly string[] {
    return frameRows(frames).map((row) =>
      [
        row.first ? `#${row.frame}`.padEnd(3) : '   ',
        addressText(row.pc),
        functionName(row.place),
        fullSource(row.place),
        ...marksOf(row),
      ]
        .filter((part) => part !== '')
        .join('  '),
    );
  }

  function marksOf({ inlined, kind }: FrameRow): readonly string[] {
    return [
      ...(inlined ? [`(${t('crash.inlined')})`] : []),
      ...(kind === 'possible' ? [`(${t('crash.possible')})`] : []),
    ];
  }

  return { title, meaning, where, functionName, source, fullSource, digest, framesText, asText };
}

/** As boards print it. */
function backtraceText({ backtrace }: CrashReport): string {
  return backtrace.map(({ pc, sp }) => `${addressText(pc)}:${addressText(sp)}`).join(' ');
}

function registersText({ registers }: CrashReport): string {
  return Object.entries(registers)
    .map(([name, value]) => `${name} ${addressText(value)}`)
    .join(', ');
}
