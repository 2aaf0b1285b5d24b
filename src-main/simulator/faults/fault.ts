/** `host`: what the host sends. `chip`: what the chip sends. */
export type Direction = 'host' | 'chip';

/** Which frames: those of one command, or all; from the `from`th on (counted from 1), `count` of them. */
export interface FrameChoice {
  /** Null: any command. A chip's frames count with the command that they answer, the packets of READ_FLASH included. */
  readonly opcode: number | null;
  readonly from: number;
  readonly count: number;
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
  /** From this frame on, the chip hears and says nothing until it is reset. */
  | { readonly type: 'silent'; readonly frames: FrameChoice }
  /** The chip resets when this frame arrives, with the boot button as it is held. */
  | { readonly type: 'reset'; readonly frames: FrameChoice }
  /** The supply breaks down when this frame arrives: the chip says so and resets. */
  | { readonly type: 'brown-out'; readonly frames: FrameChoice }
  /** The cable is pulled after so many bytes from the host, once; null for `backAfterMs` leaves it out. */
  | {
      readonly type: 'unplug';
      readonly afterBytes: number;
      readonly backAfterMs: number | null;
      readonly name: string | null;
    }
  | { readonly type: 'erase-refused'; readonly offset: number | null }
  | { readonly type: 'stuck-bit'; readonly offset: number; readonly bit: number; readonly value: 0 | 1 }
  | { readonly type: 'write-protected' }
  /** Another program holds the port. */
  | { readonly type: 'busy' };

export type FrameFault = Extract<Fault, { readonly direction: Direction; readonly frames: FrameChoice }>;
