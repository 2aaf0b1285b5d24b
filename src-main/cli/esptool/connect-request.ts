import { AppError } from '../../../src-shared/errors/app-error';
import type { PortId } from '../../../src-shared/model/port';
import { parseResetSequence } from '../../engine/loader/parse-reset-sequence';
import type { ConnectRequest, ResetStep } from '../../engine/requests';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import type { EsptoolConfig } from './config/esptool-config';
import { openPortAttemptsVariable } from './environment';
import { defaultConnectAttempts, type GlobalOptions } from './global-options';

const msPerSecond = 1000;
const espressifVendorId = 0x303a;

/** Command line and environment go before the configuration file. `several`: other ports may be the right one. */
export async function connectRequestFor(
  port: PortId,
  global: GlobalOptions,
  config: EsptoolConfig,
  several: boolean,
  io: CliIo,
): Promise<ConnectRequest> {
  return {
    chip: global.chip,
    baud: global.baud,
    useStub: global.stub,
    before: global.before,
    attempts: global.connectAttempts ?? config.connectAttempts ?? (several ? 1 : defaultConnectAttempts),
    customReset: config.customReset ?? (await resetWithDelay(port, config, io)),
    customHardReset: config.customHardReset,
  };
}

/** The usual sequence with IO0 held for longer or shorter; a chip's own USB needs a sequence of its own. */
async function resetWithDelay(
  port: PortId,
  { resetDelayMs }: EsptoolConfig,
  io: CliIo,
): Promise<readonly ResetStep[] | undefined> {
  if (resetDelayMs === undefined) return undefined;
  const info = (await io.listPorts()).find(({ id }) => id === port);
  if (info?.usbVendorId === espressifVendorId) return undefined;
  return parseResetSequence(`D0|R1|W0.1|D1|R0|W${resetDelayMs / msPerSecond}|D0`);
}

/** How often a port that is not there yet is looked for; 0: until it is there. Throws `setting-invalid`. */
export function openPortAttempts(config: EsptoolConfig, { host }: CliIo): number {
  const value = host.environment[openPortAttemptsVariable] ?? '';
  if (value === '') return config.openPortAttempts ?? 1;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new AppError('setting-invalid', {
    key: openPortAttemptsVariable,
    place: en.config.environment,
    value,
    reason: en.config.reasons.count,
  });
}
