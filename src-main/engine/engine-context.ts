import type { TraceEntry } from '../../src-shared/model/trace';
import type { OnProgress } from '../../src-shared/model/progress';
import type { Clock } from '../../src-shared/time/clock';

/** Heavy computing, injected: in a worker in the station, inline in tests on virtual time. */
export interface Compute {
  /** zlib stream (RFC 1950) at the best level. */
  deflate(bytes: Uint8Array): Promise<Uint8Array>;
  /** Hex, lower case. */
  md5(bytes: Uint8Array): Promise<string>;
  /** 32 bytes. */
  sha256(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface EngineContext {
  readonly clock: Clock;
  readonly compute: Compute;
  /** Every frame and every piece of boot text; cheap when nobody looks. */
  readonly trace: (body: TraceEntry['body']) => void;
}

/** The last parameter of everything that waits. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}
