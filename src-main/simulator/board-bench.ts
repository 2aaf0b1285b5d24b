import type { Clock } from '../../src-shared/time/clock';
import type { Transport } from '../engine/transport/transport';
import { parseSimulatedUrl } from './parse-simulated-url';
import { createSimulatedBoard, type SimulatedBoard } from './simulated-board';
import { SimulatedTransport } from './simulated-transport';

/** One board of the bench, for lists of ports. */
export interface BenchPort {
  /** What opens it now. */
  readonly url: string;
  readonly plugged: boolean;
}

/** The simulated boards of one process, by URL: what was flashed to a board stays on it between openings. */
export class SimulatedBench {
  readonly #clock: Clock;
  readonly #boards = new Map<string, SimulatedBoard>();

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /**
   * The port of the board at `url`, not opened yet; a board that is not there yet comes to be. One that came back under
   * another name is at `sim://that-name` from then on and no longer at its old URL. `label` is what errors call it. Throws
   * `port-url-invalid`.
   */
  open(url: string, label = url): Transport {
    this.#findOrMake(url);
    return new SimulatedTransport({ label, clock: this.#clock, find: () => this.#find(url) });
  }

  /** The board that `url` means, made if it is not there yet. Throws `port-url-invalid`. */
  board(url: string): SimulatedBoard {
    return this.#findOrMake(url);
  }

  ports(): BenchPort[] {
    return [...this.#boards].map(([url, board]) => ({ url: currentUrl(url, board), plugged: board.plugged }));
  }

  #findOrMake(url: string): SimulatedBoard {
    const there = this.#find(url) ?? this.#boards.get(url);
    if (there) return there;
    const board = createSimulatedBoard({ ...parseSimulatedUrl(url), name: url }, { clock: this.#clock });
    this.#boards.set(url, board);
    return board;
  }

  #find(url: string): SimulatedBoard | null {
    for (const [home, board] of this.#boards) if (currentUrl(home, board) === url) return board;
    return null;
  }
}

/** A board's name is its URL until it comes back under another. */
function currentUrl(home: string, { name }: SimulatedBoard): string {
  return name === home ? home : `sim://${name}`;
}
