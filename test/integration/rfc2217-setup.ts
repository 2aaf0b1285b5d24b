import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { TransportRegistry } from '../../src-main/engine/transport/open-transport';
import { realClock } from '../../src-main/platform/real-clock';
import { SimulatedBench } from '../../src-main/simulator/board-bench';
import { startSimulation, type SimulationOptions } from '../../src-main/simulator/start-simulation';
import { fakeIo, type FakeIo } from '../unit/cli/fake-io';

const closers: (() => unknown)[] = [];

/** What has to be closed when the test has ended, the last one first. */
export function atEnd(close: () => unknown): void {
  closers.push(close);
}

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A running command and what it prints. */
export class Running {
  readonly fake: FakeIo;
  readonly ended: Promise<number>;
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(
    argv: readonly string[],
    openTransport: (port: string) => ReturnType<TransportRegistry['open']>,
  ) {
    this.fake = fakeIo({ clock: realClock, openTransport });
    const { io } = this.fake;
    const out = {
      ...io.out,
      write: (text: string) => {
        io.out.write(text);
        this.#wake();
      },
    };
    this.ended = runCli(argv, { ...io, out }).finally(() => {
      this.#isOver = true;
      this.#wake();
    });
    atEnd(() => {
      this.fake.interrupt();
      return this.ended;
    });
  }

  /** The first match in what has been printed so far, as soon as there is one. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const match = pattern.exec(this.fake.out());
      if (match) return match[1] ?? match[0];
      if (this.#isOver) throw new Error(`ended without ${pattern}: ${this.fake.out()}${this.fake.err()}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export interface Shared {
  readonly running: Running;
  readonly bench: SimulatedBench;
  /** What clients open. */
  readonly url: string;
}

/** `kiln share-port` in front of a simulated board. */
export async function share(port: string, ...options: readonly string[]): Promise<Shared> {
  const bench = new SimulatedBench({ clock: realClock });
  const transports = new TransportRegistry(realClock);
  transports.register('sim', (url) => bench.open(url));
  const argv = ['share-port', '--port', port, '--listen', '127.0.0.1:0', ...options];
  const running = new Running(argv, (url) => transports.open(url));
  return { running, bench, url: await running.printed(/ at (rfc2217:\S+)\.\n/) };
}

/** A board that listens by itself; its address as clients open it. */
export async function simulate(options: Pick<SimulationOptions, 'chip' | 'listen'>): Promise<string> {
  const simulation = await startSimulation({
    flashSizeBytes: 0x40_0000,
    timing: 'fast',
    clock: realClock,
    ...options,
  });
  atEnd(() => simulation.close());
  return simulation.address;
}

/** `kiln esptool …` from its beginning to its end. */
export async function esptool(...argv: readonly string[]) {
  const transports = new TransportRegistry(realClock);
  const fake = fakeIo({ clock: realClock, openTransport: (port) => transports.open(port) });
  const status = await runCli(['esptool', ...argv], fake.io);
  return { status, out: fake.out(), err: fake.err() };
}

/** A bare connection; what has arrived is in `heard`. */
export async function dial(url: string): Promise<{ socket: Socket; heard: () => string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  atEnd(() => socket.destroy());
  await once(socket, 'connect');
  return { socket, heard: () => text };
}

/** A port number that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Bytes that do not compress to nothing, 255 among them. */
export function sampleBytes(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => (index * index * 31 + (index >> 7)) & 0xff);
}
