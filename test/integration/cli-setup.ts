import { onTestFinished } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { TransportRegistry } from '../../src-main/engine/transport/open-transport';
import { realClock } from '../../src-main/platform/real-clock';
import { SimulatedBench } from '../../src-main/simulator/board-bench';
import { parseFault } from '../../src-main/simulator/faults/parse-fault';
import { startSimulation } from '../../src-main/simulator/start-simulation';
import type { ChipId } from '../../src-shared/model/chip';
import type { Clock } from '../../src-shared/time/clock';
import { fakeIo, type FakeIoOptions } from '../unit/cli/fake-io';

/** A simulated board behind a socket, as fast as this computer can, gone with the test. Returns its address. */
export async function simulate(chip: ChipId, faults: readonly string[] = []): Promise<string> {
  const simulation = await startSimulation({
    chip,
    flashSizeBytes: 0x40_0000,
    listen: 'tcp://127.0.0.1:0',
    mac: '7c:df:a1:b2:c3:d4',
    timing: 'fast',
    clock: realClock,
    faults: faults.map((text) => {
      const fault = parseFault(text);
      if (fault === null) throw new Error(`${text} is no fault`);
      return fault;
    }),
  });
  onTestFinished(() => simulation.close());
  return simulation.address;
}

export interface CliResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** One command in process, over a socket. */
export function esptool(...argv: readonly string[]): Promise<CliResult> {
  return esptoolWith({}, argv);
}

export async function esptoolWith(options: FakeIoOptions, argv: readonly string[]): Promise<CliResult> {
  const transports = new TransportRegistry();
  const fake = fakeIo({ clock: realClock, openTransport: (port) => transports.open(port), ...options });
  const status = await runCli(['esptool', ...argv], fake.io);
  return { status, out: fake.out(), err: fake.err() };
}

/** Presses Ctrl-C as soon as `text` has been printed. */
export async function esptoolUntil(text: string, argv: readonly string[]): Promise<CliResult> {
  const transports = new TransportRegistry();
  const fake = fakeIo({ clock: realClock, openTransport: (port) => transports.open(port) });
  const { out } = fake.io;
  const write = (written: string): void => {
    out.write(written);
    if (written.includes(text)) fake.interrupt();
  };
  const status = await runCli(['esptool', ...argv], { ...fake.io, out: { ...out, write } });
  return { status, out: fake.out(), err: fake.err() };
}

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/**
 * Virtual time for code that also reads files: it jumps to the next timer when nothing is ready to run, and waits for the file
 * where there is no timer.
 */
class FileClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  async run<T>(work: Promise<T>): Promise<T> {
    const state = { settled: false };
    const mark = (): void => {
      state.settled = true;
    };
    work.then(mark, mark);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (state.settled) return work;
      this.#fireNext();
    }
  }

  /** Of those at the same time, the one that was there first. */
  #fireNext(): void {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (next === null || timer.atMs < next.atMs) next = timer;
    if (next === null) return;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.atMs);
    next.callback();
  }
}

/** Boards with reset lines under `sim://…` addresses, on virtual time. */
export function simulatedBoards() {
  const clock = new FileClock();
  const bench = new SimulatedBench({ clock });
  const opened: string[] = [];
  const openTransport = (port: string) => {
    opened.push(port);
    return bench.open(port);
  };
  return {
    bench,
    opened,
    run: (argv: readonly string[], options: FakeIoOptions = {}) =>
      clock.run(esptoolWith({ clock, openTransport, ...options }, argv)),
  };
}

/** Bytes that do not compress to nothing. */
export function sampleBytes(sizeBytes: number): Uint8Array {
  return Uint8Array.from({ length: sizeBytes }, (_, index) => (index * index * 31 + (index >> 7)) & 0xff);
}
