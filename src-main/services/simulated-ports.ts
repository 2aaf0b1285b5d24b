import { chipIds, type ChipId } from '../../src-shared/model/chip';
import type { PortId, PortInfo, SimulatedBoardSpec } from '../../src-shared/model/port';

interface SimulatedPort {
  readonly spec: SimulatedBoardSpec;
  /** From 1, unique among the boards with the same chip: what tells one from the other. */
  readonly index: number;
}

const sameSpec = (a: SimulatedBoardSpec, b: SimulatedBoardSpec): boolean =>
  a.chip === b.chip && a.flashSize === b.flashSize;

/** Espressif's prefix, then chip and index, so that no two simulated boards have the same address. */
function macOf({ spec, index }: SimulatedPort): string {
  const tail = [chipIds.indexOf(spec.chip), index >> 8, index & 0xff];
  return ['7c', 'df', 'a1', ...tail.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function urlOf(port: SimulatedPort): PortId {
  const query = new URLSearchParams({ flash: port.spec.flashSize, mac: macOf(port) });
  return `sim://${port.spec.chip}?${query.toString()}`;
}

/**
 * The simulated boards as ports. Each keeps its address while the station runs, whatever is added or removed beside it, so
 * that what was flashed to it stays on it.
 */
export class SimulatedPorts {
  readonly #chipNames: Readonly<Record<ChipId, string>>;
  #ports: SimulatedPort[] = [];

  constructor(chipNames: Readonly<Record<ChipId, string>>) {
    this.#chipNames = chipNames;
  }

  /** Takes the boards over from settings: those that are there already keep their place and address. */
  replace(specs: readonly SimulatedBoardSpec[]): void {
    const former = [...this.#ports];
    const kept = specs.map((spec) => {
      const at = former.findIndex((port) => sameSpec(port.spec, spec));
      return at < 0 ? null : (former.splice(at, 1)[0] ?? null);
    });
    this.#ports = kept.filter((port) => port !== null);
    for (const [position, spec] of specs.entries()) {
      if (kept[position] === null)
        this.#ports.splice(position, 0, { spec, index: this.#freeIndex(spec.chip) });
    }
  }

  specs(): readonly SimulatedBoardSpec[] {
    return this.#ports.map(({ spec }) => spec);
  }

  add(spec: SimulatedBoardSpec): PortInfo {
    const port = { spec, index: this.#freeIndex(spec.chip) };
    this.#ports.push(port);
    return this.#describe(port);
  }

  /** False when there is no such board. */
  remove(id: PortId): boolean {
    const at = this.#ports.findIndex((port) => urlOf(port) === id);
    if (at >= 0) this.#ports.splice(at, 1);
    return at >= 0;
  }

  list(): readonly PortInfo[] {
    return this.#ports.map((port) => this.#describe(port));
  }

  #freeIndex(chip: ChipId): number {
    const taken = new Set(this.#ports.filter(({ spec }) => spec.chip === chip).map(({ index }) => index));
    let index = 1;
    while (taken.has(index)) index += 1;
    return index;
  }

  #describe(port: SimulatedPort): PortInfo {
    const { chip } = port.spec;
    const name = `Simulated ${this.#chipNames[chip]}`;
    return {
      id: urlOf(port),
      kind: 'simulated',
      label: port.index === 1 ? name : `${name} (${port.index})`,
      name: `sim-${chip}-${port.index}`,
      manufacturer: null,
      serialNumber: macOf(port),
      usbVendorId: null,
      usbProductId: null,
      adapter: null,
      chip,
    };
  }
}
