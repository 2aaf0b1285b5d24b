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

/** Standard input: somebody at a keyboard, a file, another program, or a test. */
export interface ByteInput {
  readonly isTerminal: boolean;
  /** Each key by itself, unseen, Ctrl-C among them. Does nothing where it is no terminal. */
  setRaw(on: boolean): void;
  /** Begins to read. Returns what ends it for good. */
  read(onBytes: (bytes: Uint8Array) => void): () => void;
}

/** What the command line knows of the computer that it runs on. */
export interface CliHost {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly homeFolder: string;
  /** As Node spells it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** What came after the program's name. */
  readonly commandLine: readonly string[];
  /** For bug reports: system, its version, processor, runtime. */
  readonly description: string;
}

/** All that the command line touches outside itself, so that tests run it in process. */
export interface CliIo {
  readonly out: TextOutput;
  readonly err: TextOutput;
  readonly input: ByteInput;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Ms since 1970. */
  wallClock(): number;
  readonly compute: Compute;
  readonly version: string;
  readonly host: CliHost;
  /** Not yet opened; `port-url-invalid` for an address that cannot be one. */
  openTransport(port: PortId): Transport;
  /** The system's ports, as `kiln ports` shows them. */
  listPorts(): Promise<readonly PortInfo[]>;
}
