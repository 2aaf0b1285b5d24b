import { sleep, type AbortSignalLike, type Clock } from '../../../src-shared/time/clock';
import type { ConnectRequest, ResetStep } from '../requests';
import type { Transport } from '../transport/transport';
import { idleLines } from './idle-lines';
import { hasFlowControl, usbKind } from './usb-kind';

export interface ResetStrategy {
  readonly name: string;
  readonly steps: readonly ResetStep[];
  /** The port may vanish and come back: the chip's own USB is reset with it. */
  readonly reenumerates: boolean;
}

/** EN must be low for long enough to empty its capacitor. */
const holdResetMs = 100;
/** EN rises slowly on most boards: IO0 stays low until the ROM has looked at it. */
const shortBootMs = 50;
/** For boards with a large capacitor at EN. */
const longBootMs = 550;

interface BootTimes {
  readonly bootMs: number;
  /**
   * An adapter with flow control in hardware pulls RTS, and with it EN, as soon as bytes arrive while DTR is not asserted: DTR
   * stays, and IO0 low, which the running loader does not mind. @source esp-pylib (Apache-2.0), serial reset; esptool pull request 1157
   */
  readonly keepDtr: boolean;
}

/**
 * One line after the other, as documented for boards with the two-transistor circuit; the steps also pass both-asserted on
 * the way, which USB-OTG's ROM and the firmware of many boards watch for. @source Espressif, boot mode selection
 */
function classic({ bootMs, keepDtr }: BootTimes): readonly ResetStep[] {
  return [
    { lines: { dtr: false } },
    { lines: { rts: true } },
    { waitMs: holdResetMs },
    { lines: { dtr: true } },
    { lines: { rts: false } },
    { waitMs: bootMs },
    ...(keepDtr ? [] : [{ lines: { dtr: false } }]),
  ];
}

/** Both lines at once, so that there is no moment with EN high and IO0 still high where the driver applies lines in order. */
function tight({ bootMs, keepDtr }: BootTimes): readonly ResetStep[] {
  return [
    { lines: { dtr: false, rts: false } },
    { lines: { dtr: true, rts: true } },
    { lines: { dtr: false, rts: true } },
    { waitMs: holdResetMs },
    { lines: { dtr: true, rts: false } },
    { waitMs: bootMs },
    ...(keepDtr ? [] : [{ lines: { dtr: false, rts: false } }]),
  ];
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

const usbOtg: ResetStrategy = {
  name: 'usb-otg',
  steps: classic({ bootMs: shortBootMs, keepDtr: false }),
  reenumerates: true,
};

/** Nothing: the user presses the buttons, or the loader is there already. */
export const noReset: ResetStrategy = { name: 'none', steps: [], reenumerates: false };

function forBridge(keepDtr: boolean): readonly ResetStrategy[] {
  const short: BootTimes = { bootMs: shortBootMs, keepDtr };
  const long: BootTimes = { bootMs: longBootMs, keepDtr };
  return [
    { name: 'tight', steps: tight(short), reenumerates: false },
    { name: 'classic', steps: classic(short), reenumerates: false },
    { name: 'tight-long', steps: tight(long), reenumerates: false },
    { name: 'classic-long', steps: classic(long), reenumerates: false },
  ];
}

/** The strategies of one round, the likeliest first; only nothing where nothing may or can be done. */
export function strategiesFor(
  transport: Pick<Transport, 'features'>,
  { before, customReset }: Pick<ConnectRequest, 'before' | 'customReset'>,
): readonly ResetStrategy[] {
  if (before === 'no-reset' || before === 'no-reset-no-sync' || !transport.features.lines) return [noReset];
  const kind = usbKind(transport);
  if (customReset !== undefined) return [{ name: 'custom', steps: customReset, reenumerates: kind !== null }];
  if (before === 'usb-reset' || kind === 'serial-jtag') return [usbSerialJtag];
  return kind === 'otg' ? [usbOtg] : forBridge(hasFlowControl(transport));
}

/** Out of reset with IO0 high: the application starts. The chip's own USB needs longer to be seen to go. */
export function hardResetSteps(
  transport: Pick<Transport, 'features'>,
  platform: NodeJS.Platform = process.platform,
): readonly ResetStep[] {
  if (hasFlowControl(transport)) return flowControlHardReset(platform);
  const ownUsb = usbKind(transport) !== null;
  const pulse: readonly ResetStep[] = [
    { lines: { dtr: false, rts: true } },
    { waitMs: ownUsb ? 200 : holdResetMs },
    { lines: { dtr: false, rts: false } },
  ];
  return ownUsb ? [...pulse, { waitMs: 200 }] : pulse;
}

/**
 * DTR is asserted before RTS is let go, so that the adapter's own play with RTS does not reach EN; by then the chip has looked at
 * IO0 and runs. It stays until the port is closed, except on Windows, where closing drops it by itself, and RTS after it.
 */
function flowControlHardReset(platform: NodeJS.Platform): readonly ResetStep[] {
  return [
    { lines: { dtr: false, rts: true } },
    { waitMs: holdResetMs },
    { lines: { dtr: true, rts: true } },
    { waitMs: holdResetMs },
    { lines: { dtr: true, rts: false } },
    ...(platform === 'win32' ? [{ lines: { dtr: false, rts: false } }] : []),
  ];
}

/** What is broken off lets the board go: closing a port leaves its lines as they are, and the board held in reset. */
export async function runSteps(
  steps: readonly ResetStep[],
  transport: Transport,
  clock: Clock,
  signal?: AbortSignalLike,
): Promise<void> {
  try {
    for (const step of steps) {
      if ('waitMs' in step) await sleep(clock, step.waitMs, signal);
      else await transport.setLines(step.lines);
    }
  } catch (error) {
    const idle = idleLines(transport) ?? { dtr: false, rts: false };
    await transport.setLines(idle).catch(() => undefined);
    throw error;
  }
}
