/** The UART as a loader uses it. */
export interface FramePort {
  /** `opcode`: of the command that this answers. */
  sendFrame(opcode: number, body: Uint8Array): void;
  /** Until all that was sent is out. */
  drained(): Promise<void>;
  setBaud(baud: number): void;
}

/** How a loader goes on after a command. */
export type LoaderStep =
  | { readonly type: 'stay' }
  /** MEM_END with an entry point: the code there runs. */
  | { readonly type: 'run-ram'; readonly entry: number; readonly uploads: readonly RamUpload[] }
  /** Out of the loader and into the flash's firmware; with a reset first, or by a jump. */
  | { readonly type: 'leave'; readonly how: 'reset' | 'jump' };

/** One region of RAM that MEM_* filled. */
export interface RamUpload {
  readonly start: number;
  readonly sizeBytes: number;
  /** What MEM_BEGIN said. */
  readonly announcedBytes: number;
}

export const stay: LoaderStep = { type: 'stay' };
