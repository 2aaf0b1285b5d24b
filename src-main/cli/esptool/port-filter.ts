import type { PortInfo } from '../../../src-shared/model/port';
import { en } from '../locales/en';
import { usageError } from '../usage-error';

type PortMatcher = (port: PortInfo) => boolean;

/**
 * `vid=0x303A`, `pid=1001`, `name=USB0`, `serial=01A2`; ids in hex with `0x`, else decimal. A port passes when it matches one of
 * the filters of each kind. Throws `usage`. @source Espressif, esptool, advanced options, "filtering serial ports"
 */
export function parsePortFilters(texts: readonly string[]): PortMatcher {
  const byKind = new Map<string, PortMatcher[]>();
  for (const text of texts) {
    const separator = text.indexOf('=');
    const kind = text.slice(0, Math.max(0, separator));
    byKind.set(kind, [...(byKind.get(kind) ?? []), matcherOf(kind, text.slice(separator + 1), text)]);
  }
  const kinds = [...byKind.values()];
  return (port) => kinds.every((matchers) => matchers.some((matches) => matches(port)));
}

function matcherOf(kind: string, value: string, text: string): PortMatcher {
  switch (kind) {
    case 'vid': {
      const wanted = parseUsbId(text, value);
      return ({ usbVendorId }) => usbVendorId === wanted;
    }
    case 'pid': {
      const wanted = parseUsbId(text, value);
      return ({ usbProductId }) => usbProductId === wanted;
    }
    case 'name':
      return ({ id, label }) => id.includes(value) || label.includes(value);
    case 'serial':
      return ({ serialNumber }) => serialNumber?.includes(value) ?? false;
    default:
      throw usageError(en.esptool.portFilterForm, { value: text });
  }
}

function parseUsbId(text: string, value: string): number {
  const id = /^(0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : NaN;
  if (!(id <= 0xffff)) throw usageError(en.esptool.portFilterForm, { value: text });
  return id;
}
