import { AppError } from '../../../src-shared/errors/app-error';
import type { PortId, PortInfo } from '../../../src-shared/model/port';
import type { CliIo } from '../cli-io';
import type { GlobalOptions } from './global-options';
import { parsePortFilters } from './port-filter';

/**
 * The ports to try, the likeliest first: the one asked for, else every known adapter, then anything else on USB; with a
 * filter also what is not on USB. Throws `port-none-likely`.
 */
export async function choosePorts(
  { port, portFilter }: Pick<GlobalOptions, 'port' | 'portFilter'>,
  io: CliIo,
): Promise<readonly PortId[]> {
  const passes = parsePortFilters(portFilter);
  if (port !== undefined) return [port];
  const serial = (await io.listPorts()).filter(
    (candidate) => candidate.kind === 'serial' && passes(candidate),
  );
  const isAdapter = ({ adapter }: PortInfo): boolean => adapter !== null;
  const isOnUsb = (candidate: PortInfo): boolean => candidate.usbVendorId !== null && !isAdapter(candidate);
  const isElsewhere = (candidate: PortInfo): boolean =>
    // Whoever filters has said which one is likely.
    portFilter.length > 0 && !isAdapter(candidate) && !isOnUsb(candidate);
  const likely = [isAdapter, isOnUsb, isElsewhere].flatMap((kind) => serial.filter(kind));
  if (likely.length === 0) throw new AppError('port-none-likely');
  return likely.map(({ id }) => id);
}
