import type { PortId, PortInfo } from '../../src-shared/model/port';
import type { Clock } from '../../src-shared/time/clock';
import type { Compute } from '../engine/engine-context';
import type { Transport } from '../engine/transport/transport';

/** Where text goes: standard output, standard error, or a test. */
export interface TextOutput {
  /** A person watches: lines may be drawn over. */
  readonly isTerminal: boolean;
  /** Width in characters. */
  readonly columns: number;
  write(text: string): void;
}

/** All that the command line touches outside itself, so that tests run it in process. */
export interface CliIo {
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly compute: Compute;
  readonly version: string;
  /** Not yet opened; `port-url-invalid` for an address that cannot be one. */
  openTransport(port: PortId): Transport;
  /** The system's ports, as `kiln ports` shows them. */
  listPorts(): Promise<readonly PortInfo[]>;
}
