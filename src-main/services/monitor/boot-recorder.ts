import type { LineState } from '../../engine/transport/transport';

/** The first words of a boot are few; this is what a board at 921600 baud says in three seconds. */
const maxKeptBytes = 256 * 1024;

/**
 * Keeps what a board has said since it was last let run: from the release of its reset on, for as long as the host writes
 * nothing. Whoever writes talks to a loader, so that what came before was no boot of the application.
 */
export class BootRecorder {
  #lines: Required<LineState> = { dtr: false, rts: false };
  #isRecording = false;
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  /** The port was opened, with its lines like this. */
  begin(lines: Required<LineState>): void {
    this.#lines = lines;
    this.#forget(false);
  }

  /**
   * To be told before the lines change. EN is low while RTS alone is asserted. `ownUsb`: the chip's own USB resets it as soon as
   * that is so, and has told of its boot by the time that RTS is released.
   */
  setLines(change: LineState, ownUsb: boolean): void {
    const wasHeld = isHeld(this.#lines);
    this.#lines = { ...this.#lines, ...change };
    const held = isHeld(this.#lines);
    if (ownUsb ? held && !wasHeld : wasHeld && !held) this.#forget(true);
  }

  wrote(): void {
    this.#forget(false);
  }

  /** The first bytes are the ones that must not be lost: those beyond the bound are not kept. */
  received(bytes: Uint8Array): void {
    if (!this.#isRecording || this.#sizeBytes >= maxKeptBytes) return;
    const kept = bytes.slice(0, maxKeptBytes - this.#sizeBytes);
    this.#chunks.push(kept);
    this.#sizeBytes += kept.length;
  }

  /** What was kept, in order; it is forgotten with this. */
  take(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    this.#forget(false);
    return chunks;
  }

  #forget(isRecording: boolean): void {
    this.#isRecording = isRecording;
    this.#chunks = [];
    this.#sizeBytes = 0;
  }
}

function isHeld({ dtr, rts }: Required<LineState>): boolean {
  return rts && !dtr;
}
