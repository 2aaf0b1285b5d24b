import type { PortId } from '../../../src-shared/model/port';
import type { Clock } from '../../../src-shared/time/clock';
import type { TransportRegistry } from '../../engine/transport/open-transport';
import type { Transport } from '../../engine/transport/transport';
import { ParkingTransport, type ParkedPort, type ParkingLot } from './parking-transport';

/** The time for which a job has a port. */
class Lease implements ParkingLot {
  readonly #wantedBaud: () => number | null;
  #parked: ParkingTransport | null = null;
  #isOver = false;

  constructor(wantedBaud: () => number | null) {
    this.#wantedBaud = wantedBaud;
  }

  wantedBaud(): number | null {
    return this.#isOver ? null : this.#wantedBaud();
  }

  park(transport: ParkingTransport): void {
    this.#parked = transport;
  }

  async clear(): Promise<void> {
    const parked = this.#parked;
    this.#parked = null;
    await parked?.leave();
  }

  /** Work that was given up may still hold the port: it closes it itself, for good. */
  end(): ParkedPort | null {
    this.#isOver = true;
    const parked = this.#parked;
    this.#parked = null;
    return parked?.give() ?? null;
  }
}

/** Lets jobs have ports that monitors want back, with all that the board has said since it was let run. */
export class PortHandover implements Pick<TransportRegistry, 'open'> {
  readonly #transports: Pick<TransportRegistry, 'open'>;
  readonly #clock: Clock;
  readonly #leases = new Map<PortId, Lease>();

  constructor(transports: Pick<TransportRegistry, 'open'>, clock: Clock) {
    this.#transports = transports;
    this.#clock = clock;
  }

  /** For jobs. Throws `port-url-invalid`. */
  open(url: string): Transport {
    const transport = this.#transports.open(url);
    const lease = this.#leases.get(url);
    return lease === undefined ? transport : new ParkingTransport(transport, lease, this.#clock);
  }

  /** A job has the port from here on. `wantedBaud`: the rate of the monitor that waits for it; null while there is none. */
  lend(port: PortId, wantedBaud: () => number | null): void {
    this.#leases.set(port, new Lease(wantedBaud));
  }

  /** The job is over. Null where it has left nothing open; what it has left belongs to the caller. */
  end(port: PortId): ParkedPort | null {
    const lease = this.#leases.get(port);
    this.#leases.delete(port);
    return lease?.end() ?? null;
  }
}
