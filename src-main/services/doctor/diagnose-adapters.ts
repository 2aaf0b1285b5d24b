import type { Diagnosis } from '../../../src-shared/model/diagnosis';
import type { PortInfo } from '../../../src-shared/model/port';
import { findUsbAdapter } from '../usb-adapters';
import { CaseNotes } from './examination';
import { usbPair } from './parse-usb-listing';
import type { SystemProbe } from './system-probe';

/** What can be told without a port: which adapters are on USB, and whether the system has made ports of them. */
export async function diagnoseAdapters(
  ports: readonly PortInfo[],
  system: Pick<SystemProbe, 'usbDevices'>,
): Promise<Diagnosis> {
  const notes = new CaseNotes(null);
  const listed = ports.filter(({ kind, adapter }) => kind === 'serial' && adapter !== null);
  for (const { name, label } of listed) notes.note('port-listed', { port: name, label });
  const devices = (await system.usbDevices()) ?? [];
  for (const { vendorId, productId, hasPort } of devices) {
    const adapter = findUsbAdapter(vendorId, productId);
    if (adapter === null || hasPort) continue;
    const context = { adapter: adapter.label, ids: usbPair(vendorId, productId) };
    notes.note('adapter-without-port', context);
    return notes.diagnosis({ cause: 'no-driver', context });
  }
  if (devices.length > 0) notes.note('usb-looked-at', { count: devices.length });
  return notes.diagnosis({ cause: listed.length > 0 ? 'healthy' : 'no-adapter' });
}
