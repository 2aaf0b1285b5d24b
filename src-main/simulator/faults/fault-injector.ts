import type { FlashFaults } from '../flash/nor-flash';
import type { Direction, Fault, FrameChoice, PlainFault } from './fault';
import { SeededRandom } from './seeded-random';

/** What becomes of one frame: nothing, one, or several, each `delayMs` late. */
export interface FrameFate {
  readonly body: Uint8Array;
  readonly delayMs: number;
}

/** What happens to the chip instead of hearing or sending a frame. */
export type FrameEvent = 'silent' | 'reset' | 'brown-out' | 'unplugged';
export type Unplugging = Extract<Fault, { readonly backAfterMs: number | null }>;

export interface FrameOutcome {
  readonly fates: readonly FrameFate[];
  readonly event: FrameEvent | null;
}

/** Counts frames and bytes and says when a fault of the plan is due. One for each board: the counts go on over resets. */
export class FaultInjector {
  readonly #faults: readonly Fault[];
  readonly #counts = new Map<string, number>();
  readonly #random = new Map<Fault, SeededRandom>();
  /** Still to come: each happens once. */
  readonly #unpluggings: Unplugging[];
  readonly #bytes = { host: 0, chip: 0 };
  /** Nearly every run has no fault: those pay nothing for them. */
  readonly #touchesFrames: boolean;
  #onUnplug: (unplugging: Unplugging) => void = () => undefined;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    this.#unpluggings = faults.filter((fault) => 'backAfterMs' in fault);
    this.#touchesFrames = faults.some((fault) => 'frames' in fault || fault.type === 'unplug-at');
  }

  /** Who pulls the cable when it is time. */
  onUnplug(listener: (unplugging: Unplugging) => void): void {
    this.#onUnplug = listener;
  }

  has(type: PlainFault): boolean {
    return this.#faults.some((fault) => fault.type === type);
  }

  /** MHz of a crystal that is the wrong one; null where it is right. */
  get wrongCrystalMhz(): number | null {
    return this.#faults.find((fault) => fault.type === 'crystal')?.mhz ?? null;
  }

  /** Bits a second at which other firmware talks; null where none does. */
  get chatterBaud(): number | null {
    return this.#faults.find((fault) => fault.type === 'chatter')?.baud ?? null;
  }

  /** Of what the flash itself suffers from. */
  flashFaults(): FlashFaults {
    const refused = this.#faults.find((fault) => fault.type === 'erase-refused');
    return {
      ...(refused ? { eraseRefused: { offset: refused.offset } } : {}),
      stuckBits: this.#faults.filter((fault) => fault.type === 'stuck-bit'),
      writeProtected: this.has('write-protected'),
    };
  }

  /** Counts a frame and says what becomes of it and of the chip. Pulls the cable itself where that is planned. */
  frame(direction: Direction, opcode: number, body: Uint8Array): FrameOutcome {
    if (!this.#touchesFrames) return { fates: [{ body, delayMs: 0 }], event: null };
    const numbers = this.#countFrame(direction, opcode);
    if (this.#unplugAt(direction, opcode, numbers)) return { fates: [], event: 'unplugged' };
    let fates: FrameFate[] = [{ body, delayMs: 0 }];
    let event: FrameEvent | null = null;
    for (const fault of this.#faults) {
      if (!('frames' in fault) || (fault.direction ?? 'host') !== direction) continue;
      if (!isChosen(fault.frames, opcode, numbers)) continue;
      if (fault.type === 'drop') fates = [];
      else if (fault.type === 'duplicate') fates = fates.flatMap((fate) => [fate, fate]);
      else if (fault.type === 'delay')
        fates = fates.map((fate) => ({ ...fate, delayMs: fate.delayMs + fault.byMs }));
      else if (fault.type === 'damage')
        fates = fates.map((fate) => ({ ...fate, body: flipOneBit(fate.body, direction) }));
      else event ??= fault.type;
    }
    return { fates, event };
  }

  noise(direction: Direction, bytes: Uint8Array): Uint8Array {
    let heard = bytes;
    for (const fault of this.#faults) {
      if (fault.type !== 'noise' || fault.direction !== direction) continue;
      const random = this.#random.get(fault) ?? new SeededRandom(fault.seed);
      this.#random.set(fault, random);
      heard = heard.map((byte) =>
        random.next() < fault.probability ? byte ^ (1 << Math.floor(random.next() * 8)) : byte,
      );
    }
    return heard;
  }

  /** Counts bytes on the line; an unplugging that is due by then happens once. True: the cable is out now. */
  countBytes(direction: Direction, sizeBytes: number): boolean {
    if (this.#unpluggings.length === 0) return false;
    this.#bytes[direction] += sizeBytes;
    const type = direction === 'host' ? 'unplug' : 'unplug-read';
    const at = this.#unpluggings.findIndex(
      (due) => due.type === type && this.#bytes[direction] >= due.afterBytes,
    );
    return this.#pull(at);
  }

  #unplugAt(direction: Direction, opcode: number, numbers: FrameNumbers): boolean {
    const at = this.#unpluggings.findIndex(
      (due) =>
        due.type === 'unplug-at' &&
        due.direction === direction &&
        isChosen({ opcode: due.opcode, from: due.nth, count: 1 }, opcode, numbers),
    );
    return this.#pull(at);
  }

  #pull(at: number): boolean {
    const [due] = at < 0 ? [] : this.#unpluggings.splice(at, 1);
    if (due) this.#onUnplug(due);
    return due !== undefined;
  }

  #countFrame(direction: Direction, opcode: number): FrameNumbers {
    const count = (key: string): number => {
      const number = (this.#counts.get(key) ?? 0) + 1;
      this.#counts.set(key, number);
      return number;
    };
    return { ofAll: count(direction), ofCommand: count(`${direction} ${opcode}`) };
  }
}

/** From 1. */
interface FrameNumbers {
  readonly ofAll: number;
  readonly ofCommand: number;
}

function isChosen(choice: FrameChoice, opcode: number, { ofAll, ofCommand }: FrameNumbers): boolean {
  if (choice.opcode !== null && choice.opcode !== opcode) return false;
  const number = choice.opcode === null ? ofAll : ofCommand;
  return number >= choice.from && number < choice.from + choice.count;
}

const headerBytes = 8;

/** In the middle, where checksums have something to find; of a command in the middle of what it says, not of its header. */
function flipOneBit(body: Uint8Array, direction: Direction): Uint8Array {
  const damaged = body.slice();
  const start = direction === 'host' && body.length > headerBytes ? headerBytes : 0;
  const at = (start + damaged.length) >> 1;
  damaged[at] = (damaged[at] ?? 0) ^ 0x10;
  return damaged;
}
