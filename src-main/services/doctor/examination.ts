import type { BoardInfo } from '../../../src-shared/model/board';
import type { ChipId } from '../../../src-shared/model/chip';
import type { Cause, Diagnosis, Evidence } from '../../../src-shared/model/diagnosis';
import type { EngineContext } from '../../engine/engine-context';
import type { Transport } from '../../engine/transport/transport';
import type { SystemProbe } from './system-probe';

/** Whom the doctor looks at. */
export interface Patient {
  /** What the port is called in the diagnosis. */
  readonly port: string;
  /** A new one for each look; not yet opened. */
  readonly openTransport: () => Transport;
  readonly expectedChip: ChipId | 'auto';
  readonly context: EngineContext;
  readonly system: SystemProbe;
}

/** What an examination ends with. */
export interface Finding {
  readonly cause: Cause;
  /** Fills the words of the cause. */
  readonly context?: Diagnosis['context'];
}

/** More text than this says nothing more. */
const maxBootText = 4_000;

/** Collects what was looked at; the diagnosis is made of it. */
export class CaseNotes {
  readonly #port: string | null;
  readonly #evidence: Evidence[] = [];
  #bootText = '';
  #board: BoardInfo | null = null;

  constructor(port: string | null) {
    this.#port = port;
  }

  note(code: string, context: Evidence['context'] = {}): void {
    this.#evidence.push({ code, context });
  }

  /** What the board said, without what no screen can show. */
  heard(bytes: Uint8Array): void {
    const text = Buffer.from(bytes).toString('latin1');
    this.#bootText = text
      .replace(/\r\n?/g, '\n')
      .replace(/[^\n\t\x20-\x7e]/g, '·')
      .slice(0, maxBootText);
  }

  met(board: BoardInfo): void {
    this.#board = board;
  }

  diagnosis({ cause, context = {} }: Finding): Diagnosis {
    return {
      port: this.#port,
      cause,
      context,
      evidence: [...this.#evidence],
      bootText: this.#bootText,
      board: this.#board,
    };
  }
}
