import type { JobId } from '../../src-shared/model/job';
import type { PortId } from '../../src-shared/model/port';

interface Waiting {
  readonly id: JobId;
  readonly run: () => Promise<void>;
}

/** One lane for each port: what is added to a lane runs when all that was added before has ended. */
export class PortQueue {
  /** The first of a lane is running. A lane is there only while something is in it. */
  readonly #lanes = new Map<PortId, Waiting[]>();

  /** `run` begins before this returns when the port is free. It must not reject. */
  add(port: PortId, id: JobId, run: () => Promise<void>): void {
    const lane = this.#lanes.get(port) ?? [];
    this.#lanes.set(port, lane);
    lane.push({ id, run });
    if (lane.length === 1) void this.#work(port, lane);
  }

  /** Takes back what has not begun yet; false when it has, or is not there. */
  drop(port: PortId, id: JobId): boolean {
    const lane = this.#lanes.get(port) ?? [];
    const at = lane.findIndex((waiting) => waiting.id === id);
    if (at < 1) return false;
    lane.splice(at, 1);
    return true;
  }

  async #work(port: PortId, lane: Waiting[]): Promise<void> {
    for (let next = lane[0]; next !== undefined; next = lane[0]) {
      await next.run();
      lane.shift();
    }
    this.#lanes.delete(port);
  }
}
