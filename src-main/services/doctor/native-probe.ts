import { execFile } from 'node:child_process';
import type { PortInfo } from '../../../src-shared/model/port';
import { linuxProbe } from './linux-probe';
import { parseMacListing, parseWindowsListing, usbPair } from './parse-usb-listing';
import { unknownSystem, type SystemProbe } from './system-probe';

/** Both systems take seconds for it, on a slow computer many. */
const listingTimeoutMs = 20_000;
const listingMaxBytes = 4 * 1024 * 1024;

const windowsCommand =
  'Get-PnpDevice -PresentOnly | Where-Object InstanceId -Like "USB*" | Select-Object InstanceId,FriendlyName,Class | ConvertTo-Json';

/** `portIds` gives the pairs `vendor:product` of the ports that the system has. */
export function nativeProbe(platform: string, portIds: () => Promise<ReadonlySet<string>>): SystemProbe {
  if (platform === 'linux') return linuxProbe();
  if (platform === 'darwin')
    return {
      ...unknownSystem,
      usbDevices: async () => {
        const text = await outputOf('/usr/sbin/system_profiler', ['SPUSBDataType', '-json']);
        return text === null ? null : parseMacListing(text, await portIds());
      },
    };
  if (platform !== 'win32') return unknownSystem;
  return {
    ...unknownSystem,
    usbDevices: async () => {
      const text = await outputOf('powershell.exe', [
        '-NoProfile',
        '-NonInteractive',
        '-Command',
        windowsCommand,
      ]);
      return text === null ? null : parseWindowsListing(text);
    },
  };
}

/** `vendor:product` of the ports that the system has. */
export async function usbPairsOf(ports: {
  list(): readonly PortInfo[] | Promise<readonly PortInfo[]>;
}): Promise<ReadonlySet<string>> {
  const pairs = (await ports.list()).map(({ usbVendorId, usbProductId }) =>
    usbPair(usbVendorId ?? 0, usbProductId ?? 0),
  );
  return new Set(pairs);
}

/** Null where the program is not there or fails: the doctor goes on without it. */
function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout: listingTimeoutMs, maxBuffer: listingMaxBytes, windowsHide: true },
      (error, stdout) => resolve(error ? null : stdout),
    );
  });
}
