import { hasFlowControl, usbKind } from './usb-kind';
import type { LineState, Transport } from '../transport/transport';

/**
 * DTR and RTS while a port is only listened to, reached from both asserted without a reset; null where they are better left as
 * opening left them. An adapter that moves RTS by itself resets its board with it unless DTR is asserted; a chip that runs its own
 * USB-OTG restarts when RTS falls.
 */
export function idleLines(transport: Pick<Transport, 'features'>): Required<LineState> | null {
  if (usbKind(transport) === 'otg') return null;
  return { dtr: hasFlowControl(transport), rts: false };
}
