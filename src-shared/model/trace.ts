import type { JobId } from './job';
import type { PortId } from './port';
import type { NoticeCode } from './progress';

/** One line of the log drawer. `atMs` is ms since 1970. */
export interface TraceEntry {
  readonly atMs: number;
  readonly port: PortId;
  readonly jobId: JobId | null;
  readonly body:
    | {
        readonly type: 'frame';
        readonly direction: 'host' | 'chip';
        /** `FLASH_DEFL_DATA`, as the protocol's documentation spells it. */
        readonly command: string;
        /** Decoded fields: `seq 3 · 16384 bytes`. Protocol words, not translated. */
        readonly detail: string;
        readonly sizeBytes: number;
      }
    | { readonly type: 'text'; readonly text: string }
    | {
        readonly type: 'notice';
        readonly code: NoticeCode;
        readonly context: Readonly<Record<string, string | number>>;
      };
}
