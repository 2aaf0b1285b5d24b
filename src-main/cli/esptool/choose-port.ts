import { AppError } from '../../../src-shared/errors/app-error';
import type { PortId, PortInfo } from '../../../src-shared/model/port';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { usageError } from '../usage-error';
import type { GlobalOptions } from './global-options';

type PortMatcher = (port: PortInfo) => boolean;

/**
 * The port asked for, else the first likely one: a known adapter, then anything on USB. Throws `port-none-likely`.
 */
export async function choosePort({ port, portFilter }: GlobalOptions, io: CliIo): Promise<PortId> {
  const matchers = portFilter.map(parseFilter);
  if (port !== undefined) return port;
  const ports = (await io.listPorts()).filter(
    (candidate) => candidate.kind === 'serial' && matchers.every((matches) => matches(candidate)),
  );
  const likely =
    ports.find(({ adapter }) => adapter !== null) ??
    ports.find(({ usbVendorId }) => usbVendorId !== null) ??
    // Whoever filters has said which one is likely.
    (matchers.length > 0 ? ports[0] : undefined);
  if (likely === undefined) throw new AppError('port-none-likely');
  return likely.id;
}

/** `vid=0x303A`, `pid=1001`, `name=USB0`, `serial=01A2`. Ids in hex with `0x`, else decimal. */
function parseFilter(text: string): PortMatcher {
  const separator = text.indexOf('=');
  const value = text.slice(separator + 1);
  switch (separator < 0 ? '' : text.slice(0, separator)) {
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
