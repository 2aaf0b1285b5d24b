import { AppError } from '../../src-shared/errors/app-error';
import { chipIds } from '../../src-shared/model/chip';
import { parseFlashSize } from '../../src-shared/model/flash-size';
import { parseMac, type BoardSecurity, type BoardSpec, type UsbKind } from './board-spec';
import type { Fault } from './faults/fault';
import { parseFault } from './faults/parse-fault';

const parameters = [
  'flash',
  'mac',
  'revision',
  'speed',
  'crystal',
  'flash-id',
  'usb',
  'secure',
  'fault',
  'board',
] as const;
type Parameter = (typeof parameters)[number];

const defaultFlash = '4MB';
const jtagAwayMs = 400;

/**
 * `sim://esp32c3?flash=4MB&mac=7c:df:a1:00:00:01&revision=0.4&speed=fast&fault=…`
 *
 * - `flash` size as image headers spell it · `flash-id` JEDEC id in hex · `crystal` MHz
 * - `revision` as `0.4` or as Major × 100 + minor
 * - `speed` `real` (default) or `fast`
 * - `usb` `bridge` (default), `jtag` (vanishes at watchdog resets) or `jtag-always` (at every reset)
 * - `secure` any of `boot`, `encryption`, `download`, with commas
 * - `fault` as in faults/parse-fault.ts, as often as wanted
 * - `board` any text: tells two boards apart that are the same otherwise
 *
 * Throws `port-url-invalid`.
 */
export function parseSimulatedUrl(text: string): BoardSpec {
  const invalid = (): AppError => new AppError('port-url-invalid', { port: text });
  const url = URL.canParse(text) ? new URL(text) : null;
  const chip = chipIds.find((id) => id === url?.hostname.toLowerCase());
  if (url?.protocol !== 'sim:' || chip === undefined || !['', '/'].includes(url.pathname)) throw invalid();
  const query = url.searchParams;
  for (const name of query.keys()) if (!parameters.some((known) => known === name)) throw invalid();

  const given = <T>(name: Parameter, read: (value: string) => T | null): T | undefined => {
    const value = query.get(name);
    if (value === null) return undefined;
    const found = read(value);
    if (found === null) throw invalid();
    return found;
  };
  const faults = query.getAll('fault').map((fault): Fault => {
    const parsed = parseFault(fault);
    if (!parsed) throw invalid();
    return parsed;
  });
  const flashSizeBytes = parseFlashSize(query.get('flash') ?? defaultFlash);
  if (flashSizeBytes === null) throw invalid();
  const mac = given('mac', (value) => (parseMac(value) ? value : null));
  const revision = given('revision', parseRevision);
  const flashId = given('flash-id', parseHex);
  const crystalMhz = given('crystal', parseCrystal);
  const timing = given('speed', (value) => (value === 'real' || value === 'fast' ? value : null));
  const usb = given('usb', parseUsb);
  const security = given('secure', parseSecurity);
  return {
    chip,
    flashSizeBytes,
    faults,
    ...(mac === undefined ? {} : { mac }),
    ...(revision === undefined ? {} : { revision }),
    ...(flashId === undefined ? {} : { flashId }),
    ...(crystalMhz === undefined ? {} : { crystalMhz }),
    ...(timing === undefined ? {} : { timing }),
    ...(usb === undefined ? {} : { usb }),
    ...(security === undefined ? {} : { security }),
  };
}

function parseRevision(text: string): number | null {
  const dotted = /^v?(\d{1,2})\.(\d{1,2})$/.exec(text);
  if (dotted) return Number(dotted[1]) * 100 + Number(dotted[2]);
  return /^\d{1,4}$/.test(text) ? Number(text) : null;
}

function parseHex(text: string): number | null {
  return /^(0x)?[0-9a-f]{6}$/i.test(text) ? parseInt(text.replace(/^0x/i, ''), 16) : null;
}

function parseCrystal(text: string): number | null {
  const mhz = Number(text);
  return [24, 26, 32, 40, 48].includes(mhz) ? mhz : null;
}

function parseUsb(text: string): UsbKind | null {
  if (text === 'bridge') return { kind: 'bridge' };
  if (text === 'jtag') return { kind: 'serial-jtag', reenumerates: 'watchdog', awayMs: jtagAwayMs };
  return text === 'jtag-always' ? { kind: 'serial-jtag', reenumerates: 'always', awayMs: jtagAwayMs } : null;
}

function parseSecurity(text: string): BoardSecurity | null {
  const words = text.split(',');
  if (!words.every((word) => ['boot', 'encryption', 'download'].includes(word))) return null;
  return {
    secureBoot: words.includes('boot'),
    flashEncryption: words.includes('encryption'),
    secureDownloadMode: words.includes('download'),
  };
}
