import { parseMac, type BoardSecurity, type BoardSpec, type UsbKind } from './board-spec';
import type { Fault } from './faults/fault';
import { parseFault } from './faults/parse-fault';
import { parseFlashPins } from './flash-pins';
import { flashMakers } from './flash/flash-ids';
import { parseProgram } from './programs/program';

/** Part of the spec by part; each reader gives null for what it cannot read. */
const readers = {
  /** `7c:df:a1:00:00:01` */
  mac: (text) => (parseMac(text) ? { mac: text } : null),
  /** Serial number of the port; `none`: it has none. Default: the MAC. */
  serial: (text) => (text === '' ? null : { serialNumber: text === 'none' ? null : text }),
  /** `0.4`, or Major × 100 + minor. */
  revision: (text) => wrap('revision', parseRevision(text)),
  /** Codes as the eFuses have them: package version, PSRAM and flash in the package. */
  package: (text) => wrap('package', parseCode(text)),
  psram: (text) => wrap('psram', parseCode(text)),
  'embedded-flash': (text) => wrap('embeddedFlash', parseCode(text)),
  /** `real` (default) or `fast`. */
  speed: (text) => (text === 'real' || text === 'fast' ? { timing: text } : null),
  /** MHz. */
  crystal: (text) => wrap('crystalMhz', parseCrystal(text)),
  /** JEDEC id in hex. */
  'flash-id': (text) => wrap('flashId', parseJedecId(text)),
  /** `winbond` …, where there is no `flash-id`. */
  'flash-maker': (text) => wrap('flashMaker', flashMakers.find((maker) => maker === text) ?? null),
  /** `SPI`, `HSPI` or five GPIO numbers: CLK,Q,D,HD,CS, or with plus signs. */
  'flash-pins': (text) => wrap('flashPins', parseFlashPins(text.replaceAll('+', ','))),
  /**
   * `bridge` (default), `flow-control` (a bridge whose hardware flow control cannot be switched off), `jtag` (vanishes at
   * watchdog resets), `jtag-always` (at every reset), `otg`.
   */
  usb: (text) => wrap('usb', parseUsb(text)),
  /** With commas or plus signs: `boot`, `encryption`, `download`, `no-manual-encryption`, `no-download`. */
  secure: (text) => wrap('security', parseSecurity(text)),
  /** Rate of what the firmware prints. */
  console: (text) => wrap('consoleBaud', parseBaud(text)),
} as const satisfies Readonly<Record<string, (text: string) => Partial<BoardSpec> | null>>;

/** Parameters that can be given as often as wanted: as in faults/parse-fault.ts and programs/program.ts. */
export const repeatableParameters: readonly string[] = ['fault', 'program'];

export const boardParameters: readonly string[] = [...Object.keys(readers), ...repeatableParameters];

export type ParsedParameters =
  | { readonly ok: true; readonly spec: Partial<BoardSpec> & { readonly faults: readonly Fault[] } }
  /** The parameter that could not be read. */
  | { readonly ok: false; readonly name: string };

/** What a query says about a board; names that are none of `boardParameters` are left alone. */
export function parseBoardParameters(query: URLSearchParams): ParsedParameters {
  let spec: Partial<BoardSpec> = {};
  for (const [name, read] of Object.entries(readers)) {
    const text = query.get(name);
    const part = text === null ? {} : read(text);
    if (!part) return { ok: false, name };
    spec = { ...spec, ...part };
  }
  const faults = parseAll(query.getAll('fault'), parseFault);
  if (faults === null) return { ok: false, name: 'fault' };
  const programs = parseAll(query.getAll('program'), parseProgram);
  if (programs === null) return { ok: false, name: 'program' };
  return { ok: true, spec: { ...spec, faults, ...(programs.length === 0 ? {} : { programs }) } };
}

/** Null where one of them cannot be read. */
function parseAll<T>(texts: readonly string[], parse: (text: string) => T | null): readonly T[] | null {
  const parsed = texts.map(parse).filter((value) => value !== null);
  return parsed.length === texts.length ? parsed : null;
}

function wrap<K extends keyof BoardSpec>(key: K, value: BoardSpec[K] | null): Partial<BoardSpec> | null {
  return value === null ? null : { [key]: value };
}

const awayMs = 400;

function parseUsb(text: string): UsbKind | null {
  switch (text) {
    case 'bridge':
      return { kind: 'bridge' };
    case 'flow-control':
      return { kind: 'bridge', flowControl: true };
    case 'jtag':
      return { kind: 'serial-jtag', reenumerates: 'watchdog', awayMs };
    case 'jtag-always':
      return { kind: 'serial-jtag', reenumerates: 'always', awayMs };
    case 'otg':
      return { kind: 'otg', awayMs };
    default:
      return null;
  }
}

const securityWords: Readonly<Record<string, keyof BoardSecurity>> = {
  boot: 'secureBoot',
  encryption: 'flashEncryption',
  download: 'secureDownloadMode',
  'no-manual-encryption': 'manualEncryptDisabled',
  'no-download': 'downloadDisabled',
};

function parseSecurity(text: string): BoardSecurity | null {
  const words = text.split(/[,+ ]/);
  if (!words.every((word) => Object.hasOwn(securityWords, word))) return null;
  return Object.fromEntries(
    words.flatMap((word) => {
      const key = securityWords[word];
      return key ? [[key, true]] : [];
    }),
  );
}

function parseRevision(text: string): number | null {
  const dotted = /^v?(\d{1,2})\.(\d{1,2})$/.exec(text);
  if (dotted) return Number(dotted[1]) * 100 + Number(dotted[2]);
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}

function parseCode(text: string): number | null {
  return /^\d{1,2}$/.test(text) && Number(text) < 16 ? Number(text) : null;
}

function parseJedecId(text: string): number | null {
  return /^(0x)?[0-9a-f]{6}$/i.test(text) ? parseInt(text.replace(/^0x/i, ''), 16) : null;
}

function parseBaud(text: string): number | null {
  const baud = Number(text);
  return /^\d{2,7}$/.test(text) && baud >= 50 && baud <= 5_000_000 ? baud : null;
}

function parseCrystal(text: string): number | null {
  const mhz = Number(text);
  return [24, 26, 32, 40, 48].includes(mhz) ? mhz : null;
}
