import type { CoreDumpInfo } from '../../../src-shared/model/crash';
import { parseCoreDump } from '../core-dump/parse-core-dump';
import { mostCoreDumps, type Place } from './findings';

/** @source ESP-IDF, espcoredump/src/core_dump_uart.c */
const startMark = 'CORE DUMP START ====';
const endMark = 'CORE DUMP END ====';
/** Every line is base64 by itself, of at most 48 bytes. */
const base64Line =
  /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;
const longestLine = 88;
const mostBytes = 4 * 1024 * 1024;
/** How often somebody hears that more has come. */
const newsBytes = 64 * 1024;

interface Receiving {
  readonly id: number;
  readonly place: Place;
  readonly chunks: Uint8Array[];
  lastLine: number;
  sizeBytes: number;
  toldBytes: number;
  overflown: boolean;
}

export interface CoreDumpEvents {
  readonly newId: () => number;
  readonly onCoreDump: (info: CoreDumpInfo) => void;
}

/** Collects core dumps that come over the line as text. */
export class CoreDumpCollector {
  readonly #events: CoreDumpEvents;
  #receiving: Receiving | null = null;
  /** Nothing came for a while; what comes after all still belongs to it. */
  #paused = false;
  readonly #kept = new Map<number, Uint8Array>();

  constructor(events: CoreDumpEvents) {
    this.#events = events;
  }

  /** True: the line belongs to a core dump. */
  line(text: string, place: Place): boolean {
    if (text.startsWith('==') && text.includes(startMark)) {
      this.end();
      this.#begin(place);
      return true;
    }
    const receiving = this.#receiving;
    if (receiving === null) return false;
    if (text.startsWith('==') && text.includes(endMark)) {
      receiving.lastLine = place.line;
      this.end();
      return true;
    }
    if (text.length > longestLine || !base64Line.test(text)) return false;
    receiving.lastLine = place.line;
    this.#add(receiving, Buffer.from(text, 'base64'));
    return true;
  }

  /** What has come so far is judged; more may come. */
  pause(): void {
    if (this.#receiving === null || this.#paused) return;
    this.#paused = true;
    this.#tell(this.#receiving);
  }

  /** It is whole, or cut off. */
  end(): void {
    if (this.#receiving === null) return;
    this.#paused = true;
    this.#tell(this.#receiving);
    this.#receiving = null;
  }

  bytes(id: number): Uint8Array | null {
    return this.#kept.get(id) ?? null;
  }

  clear(): void {
    this.#receiving = null;
    this.#kept.clear();
  }

  #begin(place: Place): void {
    this.#paused = false;
    this.#receiving = {
      id: this.#events.newId(),
      place,
      chunks: [],
      lastLine: place.line,
      sizeBytes: 0,
      toldBytes: 0,
      overflown: false,
    };
    this.#tell(this.#receiving);
  }

  #add(receiving: Receiving, bytes: Uint8Array): void {
    this.#paused = false;
    if (receiving.sizeBytes + bytes.length > mostBytes) {
      receiving.overflown = true;
      return;
    }
    receiving.chunks.push(bytes);
    receiving.sizeBytes += bytes.length;
    if (receiving.sizeBytes - receiving.toldBytes >= newsBytes) this.#tell(receiving);
  }

  #tell(receiving: Receiving): void {
    const { id, place, lastLine, sizeBytes } = receiving;
    receiving.toldBytes = sizeBytes;
    const info = { id, firstLine: place.line, lastLine, atMs: place.atMs, sizeBytes };
    if (!this.#paused) {
      this.#events.onCoreDump({ ...info, state: 'receiving', format: '', tasks: [], elfSha256: null });
      return;
    }
    const bytes = Buffer.concat(receiving.chunks);
    this.#keep(id, bytes);
    const { format, state, tasks, elfSha256 } = parseCoreDump(bytes);
    this.#events.onCoreDump({
      ...info,
      state: receiving.overflown ? 'damaged' : state,
      format,
      tasks: tasks.map(({ name, crashed, tcb, pc, sp, stackBytes }) => ({
        name,
        crashed,
        tcb,
        pc,
        sp,
        stackBytes,
      })),
      elfSha256,
    });
  }

  #keep(id: number, bytes: Uint8Array): void {
    this.#kept.set(id, bytes);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostCoreDumps && oldest !== undefined) this.#kept.delete(oldest);
  }
}
