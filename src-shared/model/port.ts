import type { ChipId } from './chip';

/** Stable name of a port: the path of a native one, or a `sim://`, `socket://` URL. */
export type PortId = string;

/** What a simulated board does wrong, or what it does at all, for learning what Kiln says then: the words are in the locale files under `faults`. */
export const simulatedFaults = [
  'unplugged',
  'noisy',
  'deaf',
  'brown-out',
  'worn-flash',
  'busy',
  'secured',
  'crashing',
  'boot-loop',
  'logging',
  'numbers',
  'console',
  'loose-cable',
] as const;
export type SimulatedFault = (typeof simulatedFaults)[number];

export interface PortInfo {
  readonly id: PortId;
  readonly kind: 'serial' | 'simulated' | 'network';
  /** What people call it: `CP2102N USB to UART Bridge`, `Simulated ESP32-C3`. */
  readonly label: string;
  /** Short name of the place: `ttyUSB0`, `COM7`. */
  readonly name: string;
  readonly manufacturer: string | null;
  readonly serialNumber: string | null;
  readonly usbVendorId: number | null;
  readonly usbProductId: number | null;
  /** Kind of bridge or built-in USB, by VID/PID: `CP210x`, `USB-Serial/JTAG`; null if not known. */
  readonly adapter: string | null;
  /** For simulated boards only. */
  readonly chip: ChipId | null;
  /** What it does wrong; absent: it behaves, or is none. */
  readonly fault?: SimulatedFault | undefined;
}

/** A simulated board that the station offers as a port. */
export interface SimulatedBoardSpec {
  readonly chip: ChipId;
  /** Header spelling: `4MB`. */
  readonly flashSize: string;
  /** Absent: it behaves. */
  readonly fault?: SimulatedFault | undefined;
  /** From 1: which of the boards with this chip it is, so that it keeps its address. Absent: the first free one. */
  readonly index?: number | undefined;
}
