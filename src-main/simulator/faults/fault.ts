/** `host`: what the host sends. `chip`: what the chip sends. */
export type Direction = 'host' | 'chip';

/** Which frames: those of one command, or all; from the `from`th on (counted from 1), `count` of them. */
export interface FrameChoice {
  /**
   * Null: any command. A chip's frames count with the command that they answer, the packets of READ_FLASH and the eight
   * answers of SYNC included, the host's acknowledgements with READ_FLASH; a stub's greeting counts by itself
   * (`greetingOpcode`).
   */
  readonly opcode: number | null;
  readonly from: number;
  readonly count: number;
}

/** A cable that was pulled. */
interface Pulled {
  /** Null: it stays out. */
  readonly backAfterMs: number | null;
  /** Under another name; null: the same. */
  readonly name: string | null;
}

/** Something that goes wrong on a simulated board. The text form is in parse-fault.ts. */
export type Fault =
  | {
      readonly type: 'drop' | 'damage' | 'duplicate';
      readonly direction: Direction;
      readonly frames: FrameChoice;
    }
  | {
      readonly type: 'delay';
      readonly direction: Direction;
      readonly frames: FrameChoice;
      readonly byMs: number;
    }
  /** Bytes are damaged at random, each with this probability; the same seed damages the same bytes. */
  | {
      readonly type: 'noise';
      readonly direction: Direction;
      readonly probability: number;
      readonly seed: number;
    }
  /**
   * From this frame on, the chip hears and says nothing until it is reset; it resets, with the boot button as it is held; its
   * supply breaks down, it says so and resets. Of the host's frame (the default) that means instead of carrying it out, of
   * the chip's instead of sending it.
   */
  | {
      readonly type: 'silent' | 'reset' | 'brown-out';
      readonly direction?: Direction;
      readonly frames: FrameChoice;
    }
  /** The cable is pulled after so many bytes from the host, once. */
  | ({ readonly type: 'unplug'; readonly afterBytes: number } & Pulled)
  /** The cable is pulled after so many bytes from the chip, once. */
  | ({ readonly type: 'unplug-read'; readonly afterBytes: number } & Pulled)
  /** The cable is pulled when the `nth` frame of this kind (counted from 1) is under way, once; the frame is lost. */
  | ({
      readonly type: 'unplug-at';
      readonly direction: Direction;
      /** Null: of any command. */
      readonly opcode: number | null;
      readonly nth: number;
    } & Pulled)
  | { readonly type: 'erase-refused'; readonly offset: number | null }
  | { readonly type: 'stuck-bit'; readonly offset: number; readonly bit: number; readonly value: 0 | 1 }
  /** The crystal is not the one that the chip reckons with: whatever it says and hears goes at MHz ÷ expected MHz of the rate. */
  | { readonly type: 'crystal'; readonly mhz: number }
  /** The firmware in flash talks at this rate, again and again, whatever there is in flash. */
  | { readonly type: 'chatter'; readonly baud: number }
  | { readonly type: PlainFault };

/** Faults that there is nothing more to say about. */
export const plainFaults = {
  'write-protected': 'the flash ignores erasing and programming',
  busy: 'another program holds the port',
  permission: 'the system does not let this user open the port',
  gone: 'the port is listed, but cannot be opened: it has just vanished',
  echo: 'TX and RX are bridged: what the host sends comes back, the chip hears nothing',
  deaf: 'the wire to the chip’s RX is off: it talks and hears nothing',
  mute: 'the wire from the chip’s TX is off: it hears and is not heard',
  'flash-missing': 'the flash does not answer: all that is read from it is FF',
  'boot-loop': 'the firmware crashes at its start, again and again',
  'brown-out-boot': 'the supply breaks down whenever the firmware starts',
} as const;

export type PlainFault = keyof typeof plainFaults;
export type FrameFault = Extract<Fault, { readonly direction: Direction; readonly frames: FrameChoice }>;
