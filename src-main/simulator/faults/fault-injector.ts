import type { FlashFaults } from '../flash/nor-flash';
import type { Direction, Fault, FrameChoice } from './fault';
import { SeededRandom } from './seeded-random';

/** What becomes of one frame: nothing, one, or several, each `delayMs` late. */
export interface FrameFate {
  readonly body: Uint8Array;
  readonly delayMs: number;
}

export type FrameEvent = 'silent' | 'reset' | 'brown-out';
export type Unplugging = Extract<Fault, { readonly type: 'unplug' }>;

/** Counts frames and bytes and says when a fault of the plan is due. One for each board: the counts go on over resets. */
export class FaultInjector {
  readonly #faults: readonly Fault[];
  readonly #counts = new Map<string, number>();
  readonly #random = new Map<Fault, SeededRandom>();
  readonly #unpluggings: Unplugging[];
  #hostBytes = 0;

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    this.#unpluggings = faults.filter((fault) => fault.type === 'unplug');
  }

  get portBusy(): boolean {
    return this.#faults.some(({ type }) => type === 'busy');
  }

  /** Of what the flash itself suffers from. */
  flashFaults(): FlashFaults {
    const refused = this.#faults.find((fault) => fault.type === 'erase-refused');
    return {
      ...(refused ? { eraseRefused: { offset: refused.offset } } : {}),
      stuckBits: this.#faults.filter((fault) => fault.type === 'stuck-bit'),
      writeProtected: this.#faults.some(({ type }) => type === 'write-protected'),
    };
  }

  frame(direction: Direction, opcode: number, body: Uint8Array): FrameFate[] {
    const numbers = this.#countFrame(direction, opcode);
    let fates: FrameFate[] = [{ body, delayMs: 0 }];
    for (const fault of this.#faults) {
      if (!('direction' in fault) || !('frames' in fault)) continue;
      if (fault.direction !== direction || !isChosen(fault.frames, opcode, numbers)) continue;
      if (fault.type === 'drop') fates = [];
      else if (fault.type === 'duplicate') fates = fates.flatMap((fate) => [fate, fate]);
      else if (fault.type === 'delay')
        fates = fates.map((fate) => ({ ...fate, delayMs: fate.delayMs + fault.byMs }));
      else fates = fates.map((fate) => ({ ...fate, body: flipOneBit(fate.body) }));
    }
    return fates;
  }

  /** What else happens when the frame of the host that `frame` counted last arrives. */
  event(opcode: number): FrameEvent | null {
    const numbers = this.#numbers('host', opcode);
    for (const fault of this.#faults) {
      if (fault.type !== 'silent' && fault.type !== 'reset' && fault.type !== 'brown-out') continue;
      if (isChosen(fault.frames, opcode, numbers)) return fault.type;
    }
    return null;
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

  /** Counts bytes from the host; an unplugging that is due by then happens once. */
  countHostBytes(sizeBytes: number): Unplugging | null {
    this.#hostBytes += sizeBytes;
    const at = this.#unpluggings.findIndex(({ afterBytes }) => this.#hostBytes >= afterBytes);
    return at < 0 ? null : (this.#unpluggings.splice(at, 1)[0] ?? null);
  }

  #countFrame(direction: Direction, opcode: number): FrameNumbers {
    for (const key of [direction, `${direction} ${opcode}`])
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return this.#numbers(direction, opcode);
  }

  #numbers(direction: Direction, opcode: number): FrameNumbers {
    return {
      ofAll: this.#counts.get(direction) ?? 0,
      ofCommand: this.#counts.get(`${direction} ${opcode}`) ?? 0,
    };
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

/** In the middle: payload where there is some, so that checksums have something to find. */
function flipOneBit(body: Uint8Array): Uint8Array {
  const damaged = body.slice();
  const at = damaged.length >> 1;
  damaged[at] = (damaged[at] ?? 0) ^ 0x10;
  return damaged;
}
