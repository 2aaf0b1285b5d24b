import { chipIds, type ChipId } from '../../src-shared/model/chip';
import type { PortId, PortInfo, SimulatedBoardSpec, SimulatedFault } from '../../src-shared/model/port';

interface SimulatedPort {
  readonly spec: SimulatedBoardSpec;
  /** From 1, unique among the boards with the same chip: what tells one from the other. */
  readonly index: number;
}

const sameSpec = (a: SimulatedBoardSpec, b: SimulatedBoardSpec): boolean =>
  a.chip === b.chip && a.flashSize === b.flashSize && a.fault === b.fault;

/** As the simulator's URLs spell it, see simulator/faults/parse-fault.ts. */
const faultTexts: Readonly<Record<SimulatedFault, string>> = {
  // In the middle of an application, and back soon enough to try again.
  unplugged: 'unplug:60000:2500',
  noisy: 'noise:host:0.00001:5',
  // As if the wire to its RX were off.
  deaf: 'drop:host:*:1:1000000000',
  'brown-out': 'brown-out:FLASH_DEFL_DATA:3',
  // A bit in the second sector of where applications usually are.
  'worn-flash': 'stuck-bit:0x11000:0:0',
  busy: 'busy',
};

/** Espressif's prefix, then chip and index, so that no two simulated boards have the same address. */
function macOf({ spec, index }: SimulatedPort): string {
  const tail = [chipIds.indexOf(spec.chip), index >> 8, index & 0xff];
  return ['7c', 'df', 'a1', ...tail.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function urlOf(port: SimulatedPort): PortId {
  const query = new URLSearchParams({ flash: port.spec.flashSize, mac: macOf(port) });
  if (port.spec.fault !== undefined) query.set('fault', faultTexts[port.spec.fault]);
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

  /** What people call the board at this address. */
  labelOf(id: PortId): string | undefined {
    return this.list().find((port) => port.id === id)?.label;
  }

  #freeIndex(chip: ChipId): number {
    const taken = new Set(this.#ports.filter(({ spec }) => spec.chip === chip).map(({ index }) => index));
    let index = 1;
    while (taken.has(index)) index += 1;
    return index;
  }

  #describe(port: SimulatedPort): PortInfo {
    const { chip, fault } = port.spec;
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
      ...(fault === undefined ? {} : { fault }),
    };
  }
}
