import { chipIds, type ChipId } from '../../src-shared/model/chip';
import type { PortId, PortInfo, SimulatedBoardSpec, SimulatedFault } from '../../src-shared/model/port';

interface SimulatedPort {
  readonly spec: SimulatedBoardSpec;
  /** From 1, unique among the boards with the same chip: what tells one from the other. */
  readonly index: number;
}

/** Whether the settings mean this board: one that they do not number may be any. */
const isMeant = ({ spec, index }: SimulatedPort, wanted: SimulatedBoardSpec): boolean =>
  spec.chip === wanted.chip &&
  spec.flashSize === wanted.flashSize &&
  spec.fault === wanted.fault &&
  (wanted.index === undefined || wanted.index === index);

type BoardParameter = 'fault' | 'secure' | 'program';

/** As the simulator's URLs spell them: parameters and their values, see simulator/parse-simulated-url.ts. */
const faultParameters: Readonly<Record<SimulatedFault, Readonly<Partial<Record<BoardParameter, string>>>>> = {
  // In the middle of an application, and back soon enough to try again.
  unplugged: { fault: 'unplug:60000:2500' },
  noisy: { fault: 'noise:host:0.00001:5' },
  // As if the wire to its RX were off.
  deaf: { fault: 'drop:host:*:1:1000000000' },
  'brown-out': { fault: 'brown-out:FLASH_DEFL_DATA:3' },
  // A bit in the second sector of where applications usually are.
  'worn-flash': { fault: 'stuck-bit:0x11000:0:0' },
  busy: { fault: 'busy' },
  secured: { secure: 'boot,encryption' },
  crashing: { program: 'crash' },
  'boot-loop': { fault: 'boot-loop' },
  logging: { program: 'log' },
  numbers: { program: 'numbers' },
  console: { program: 'echo' },
  // Within the first seconds of its log, and for a few.
  'loose-cable': { program: 'log', fault: 'unplug-read:3000:3000' },
};

/** Espressif's prefix, then chip and index, so that no two simulated boards have the same address. */
function macOf({ spec, index }: SimulatedPort): string {
  const tail = [chipIds.indexOf(spec.chip), index >> 8, index & 0xff];
  return ['7c', 'df', 'a1', ...tail.map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function urlOf(port: SimulatedPort): PortId {
  const query = new URLSearchParams({ flash: port.spec.flashSize, mac: macOf(port) });
  const parameters = port.spec.fault === undefined ? {} : faultParameters[port.spec.fault];
  for (const [name, value] of Object.entries(parameters)) query.set(name, value);
  return `sim://${port.spec.chip}?${query.toString()}`;
}

/**
 * The simulated boards as ports. Each keeps its address, whatever is added or removed beside it, so that what was flashed to
 * it stays on it, and so that it is the same board after a restart.
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
    const kept = specs.map((spec): SimulatedPort | null => {
      const at = former.findIndex((port) => isMeant(port, spec));
      return at < 0 ? null : (former.splice(at, 1)[0] ?? null);
    });
    this.#ports = kept.filter((port) => port !== null);
    for (const [position, spec] of specs.entries()) {
      // Those with a number before those without: else one of these would take it.
      if (kept[position] === null && spec.index !== undefined) kept[position] = this.#numbered(spec);
    }
    for (const [position, spec] of specs.entries()) kept[position] ??= this.#numbered(spec);
    this.#ports = kept.filter((port) => port !== null);
  }

  specs(): readonly SimulatedBoardSpec[] {
    return this.#ports.map(({ spec, index }) => ({ ...spec, index }));
  }

  add(spec: SimulatedBoardSpec): PortInfo {
    return this.#describe(this.#numbered(spec));
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

  /** Takes the board in at the end, under the number that it asks for if that is free. */
  #numbered(spec: SimulatedBoardSpec): SimulatedPort {
    const port = { spec, index: this.#freeIndex(spec) };
    this.#ports.push(port);
    return port;
  }

  #freeIndex({ chip, index: wanted }: SimulatedBoardSpec): number {
    const taken = new Set(this.#ports.filter(({ spec }) => spec.chip === chip).map(({ index }) => index));
    if (wanted !== undefined && !taken.has(wanted)) return wanted;
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
