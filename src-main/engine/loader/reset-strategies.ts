import { sleep, type AbortSignalLike, type Clock } from '../../../src-shared/time/clock';
import type { LineState, Transport } from '../transport/transport';

export type ResetStep = { readonly lines: LineState } | { readonly waitMs: number };

export interface ResetStrategy {
  readonly name: string;
  readonly steps: readonly ResetStep[];
  /** The port may vanish and come back: the chip's own USB is reset with it. */
  readonly reenumerates: boolean;
}

const espressifVendorId = 0x303a;
const usbSerialJtagProductId = 0x1001;

/** How the chip hangs on the host. */
export type UsbKind = 'serial-jtag' | 'otg' | null;

/** The chip's own USB by its ids; null for a bridge, a network link, a pseudo-terminal. */
export function usbKind(transport: Transport): UsbKind {
  const { usb } = transport.features;
  if (usb?.vendorId !== espressifVendorId) return null;
  return usb.productId === usbSerialJtagProductId ? 'serial-jtag' : 'otg';
}

/** EN must be low for long enough to empty its capacitor. */
const holdResetMs = 100;
/** EN rises slowly on most boards: IO0 stays low until the ROM has looked at it. */
const shortBootMs = 50;
/** For boards with a large capacitor at EN. */
const longBootMs = 500;

/**
 * One line after the other, as documented for boards with the two-transistor circuit; the steps also pass both-asserted on
 * the way, which USB-OTG's ROM and the firmware of many boards watch for. @source Espressif, boot mode selection
 */
function classic(name: string, bootMs: number, reenumerates = false): ResetStrategy {
  const steps: ResetStep[] = [
    { lines: { dtr: false } },
    { lines: { rts: true } },
    { waitMs: holdResetMs },
    { lines: { dtr: true } },
    { lines: { rts: false } },
    { waitMs: bootMs },
    { lines: { dtr: false } },
  ];
  return { name, steps, reenumerates };
}

/** Both lines at once, so that there is no moment with EN high and IO0 still high where the driver applies lines in order. */
function tight(name: string, bootMs: number): ResetStrategy {
  const steps: ResetStep[] = [
    { lines: { dtr: false, rts: false } },
    { lines: { dtr: true, rts: true } },
    { lines: { dtr: false, rts: true } },
    { waitMs: holdResetMs },
    { lines: { dtr: true, rts: false } },
    { waitMs: bootMs },
    { lines: { dtr: false, rts: false } },
  ];
  return { name, steps, reenumerates: false };
}

/**
 * USB-Serial/JTAG looks at transitions: DTR is set while RTS is not, then RTS with DTR let go, passing both-asserted.
 * @source ESP32-C3 technical reference manual, USB Serial/JTAG, "CDC-ACM firmware programming"
 */
const usbSerialJtag: ResetStrategy = {
  name: 'usb-serial-jtag',
  steps: [
    { lines: { dtr: false, rts: false } },
    { waitMs: 100 },
    { lines: { dtr: true, rts: false } },
    { waitMs: 100 },
    { lines: { dtr: true, rts: true } },
    { lines: { dtr: false, rts: true } },
    { waitMs: 100 },
    { lines: { dtr: false, rts: false } },
  ],
  reenumerates: true,
};

const usbOtg = classic('usb-otg', shortBootMs, true);

/** Nothing: the user presses the buttons, or the loader is there already. */
export const noReset: ResetStrategy = { name: 'none', steps: [], reenumerates: false };

const forBridges: readonly ResetStrategy[] = [
  tight('tight', shortBootMs),
  classic('classic', shortBootMs),
  tight('tight-long', longBootMs),
  classic('classic-long', longBootMs),
];

/** The strategies of one round, the likeliest first. */
export function strategiesFor(
  transport: Transport,
  before: 'default-reset' | 'usb-reset',
): readonly ResetStrategy[] {
  const kind = usbKind(transport);
  if (before === 'usb-reset' || kind === 'serial-jtag') return [usbSerialJtag];
  return kind === 'otg' ? [usbOtg] : forBridges;
}

/** Out of reset with IO0 high: the application starts. The chip's own USB needs longer to be seen to go. */
export function hardResetSteps(kind: UsbKind): readonly ResetStep[] {
  const holdMs = kind === null ? holdResetMs : 200;
  const steps: ResetStep[] = [
    { lines: { dtr: false, rts: true } },
    { waitMs: holdMs },
    { lines: { dtr: false, rts: false } },
  ];
  return kind === null ? steps : [...steps, { waitMs: 200 }];
}

export async function runSteps(
  steps: readonly ResetStep[],
  transport: Transport,
  clock: Clock,
  signal?: AbortSignalLike,
): Promise<void> {
  for (const step of steps) {
    if ('waitMs' in step) await sleep(clock, step.waitMs, signal);
    else await transport.setLines(step.lines);
  }
}
