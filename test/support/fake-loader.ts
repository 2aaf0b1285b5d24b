import { encodeSync } from '../../src-main/engine/protocol/commands';
import { encodeWords, readWord } from '../../src-main/engine/protocol/words';
import type { AnswerFrame } from './scripted-transport';

export interface FakeLoaderOptions {
  /** Null: GET_SECURITY_INFO answers 12 bytes; undefined: the ROM does not know the command. */
  readonly chipId?: number | null | undefined;
  readonly securityFlags?: number;
  readonly statusBytes?: 2 | 4;
  readonly stubRunning?: boolean;
  readonly registers?: ReadonlyMap<number, number>;
  /** False: MEM_END is answered, but nothing starts. */
  readonly stubStarts?: boolean;
}

/** A chip's answer: header, data, status. */
export function answerFrame(
  opcode: number,
  { value = 0, data = new Uint8Array(), status = new Uint8Array(4) }: AnswerParts = {},
): Uint8Array {
  const frame = new Uint8Array(8 + data.length + status.length);
  frame.set([1, opcode]);
  new DataView(frame.buffer).setUint16(2, data.length + status.length, true);
  frame.set(encodeWords(value), 4);
  frame.set(data, 8);
  frame.set(status, 8 + data.length);
  return frame;
}

interface AnswerParts {
  readonly value?: number;
  readonly data?: Uint8Array;
  readonly status?: Uint8Array;
}

const refusedByRom = [1, 5, 0, 0];

/** The least that a loader does: SYNC, identification, registers, RAM, rate. Register writes go to `writes`. */
export class FakeLoader {
  readonly writes: { address: number; value: number }[] = [];
  readonly #options: FakeLoaderOptions;
  stub: boolean;

  constructor(options: FakeLoaderOptions = {}) {
    this.#options = options;
    this.stub = options.stubRunning ?? false;
  }

  readonly answer: AnswerFrame = (frame) => {
    const [, opcode = 0] = frame;
    const body = frame.subarray(8);
    switch (opcode) {
      case 0x08:
        return this.#sync(body);
      case 0x14:
        return [this.#securityInfo()];
      case 0x0a:
        return [this.#ok(opcode, this.#options.registers?.get(readWord(body, 0)) ?? 0)];
      case 0x09:
        this.writes.push({ address: readWord(body, 0), value: readWord(body, 4) });
        return [this.#ok(opcode)];
      case 0x06:
        return this.#memEnd();
      default:
        return [this.#ok(opcode)];
    }
  };

  #sync(body: Uint8Array): Uint8Array[] {
    if (!Buffer.from(body).equals(encodeSync())) return [];
    return Array.from({ length: 8 }, () => this.#ok(0x08, this.stub ? 0 : 0x2012_0707));
  }

  #securityInfo(): Uint8Array {
    const { chipId, securityFlags = 0 } = this.#options;
    if (chipId === undefined)
      return answerFrame(0x08, { status: Uint8Array.from(refusedByRom.slice(0, this.#statusBytes())) });
    const words = [securityFlags, 0, 0];
    if (chipId !== null) words.push(chipId, 0);
    return answerFrame(0x14, { data: encodeWords(...words), status: new Uint8Array(this.#statusBytes()) });
  }

  #memEnd(): Uint8Array[] {
    const answer = this.#ok(0x06);
    if (this.#options.stubStarts === false) return [answer];
    this.stub = true;
    return [answer, Buffer.from('OHAI')];
  }

  #ok(opcode: number, value = 0): Uint8Array {
    return answerFrame(opcode, { value, status: new Uint8Array(this.#statusBytes()) });
  }

  #statusBytes(): 2 | 4 {
    return this.stub ? 2 : (this.#options.statusBytes ?? 4);
  }
}
