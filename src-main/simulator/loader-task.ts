import type { LoaderStep } from './loader/frame-port';
import type { LoaderCore } from './loader/loader-core';
import { ReceiveBuffers } from './loader/receive-buffers';
import { RomLoader } from './loader/rom-loader';
import { StubLoader } from './loader/stub-loader';

export type LoaderExit = Exclude<LoaderStep, { readonly type: 'stay' }>;

/** A loader that runs, from its start until it hands over. */
export class LoaderTask {
  readonly kind: 'rom' | 'stub';
  readonly frames: ReceiveBuffers;
  readonly #loader: RomLoader | StubLoader;

  constructor(kind: 'rom' | 'stub', core: LoaderCore) {
    this.kind = kind;
    this.frames = new ReceiveBuffers(core.signal);
    this.#loader = kind === 'rom' ? new RomLoader(core) : new StubLoader(core, this.frames);
  }

  /** Resolves when the loader hands over; rejects when the chip is reset. */
  async run(): Promise<LoaderExit> {
    for (;;) {
      const step = await this.#loader.handle(await this.frames.next());
      if (step.type !== 'stay') return step;
    }
  }
}
