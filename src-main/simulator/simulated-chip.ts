import { sleep, type Clock } from '../../src-shared/time/clock';
import { chips } from '../engine/chips/registry';
import type { ChipSpec } from '../engine/chips/chip-spec';
import type { BoardFacts } from './board-spec';
import type { BootLine } from './boot/boot-script';
import type { ResetReason } from './boot/reset-reason';
import { startScript } from './boot/start-script';
import { beginRun, type ChipRun } from './chip-run';
import { ChipSerial, type ChipOutput } from './chip-serial';
import { romProfiles } from './chips/rom-profile';
import type { FaultInjector } from './faults/fault-injector';
import type { NorFlash } from './flash/nor-flash';
import type { LoaderCore } from './loader/loader-core';
import { LoaderTask, type LoaderExit } from './loader-task';
import { opcodes } from './protocol/opcodes';
import { isStub } from './stub-recognition';

export interface SimulatedChipOptions {
  readonly facts: BoardFacts;
  readonly clock: Clock;
  readonly nor: NorFlash;
  readonly faults: FaultInjector;
  readonly output: ChipOutput;
  /** Whether anybody is at the other end of the line; nobody hears a board that nobody has opened. */
  readonly hasAudience: () => boolean;
  readonly io0Low: () => boolean;
  readonly onText: (text: string) => void;
  /** The chip's own USB goes away with some resets. */
  readonly onReset: (reason: ResetReason) => void;
}

export interface StartOptions {
  /** IO0 as sampled; without it, as the lines have it now. */
  readonly download?: boolean;
  /** The reset was before anybody listened: only what follows it happens now. */
  readonly resumed?: boolean;
}

const romBaud = 115_200;

/** The chip on a board: what it does from each reset to the next. */
export class SimulatedChip {
  readonly #options: SimulatedChipOptions;
  readonly #chip: ChipSpec;
  #run: ChipRun | null = null;
  #loader: LoaderTask | null = null;
  #baud = romBaud;
  /** The ROM measures the host's rate at the first SYNC and keeps it. */
  #measuringBaud = false;
  #silent = false;
  /** Sampled at the last reset that samples it; a software reset does not. */
  #strapDownload = false;
  /** A board that starts over again and again does so only while somebody listens. */
  #startOver: ResetReason | null = null;

  constructor(options: SimulatedChipOptions) {
    this.#options = options;
    this.#chip = chips[options.facts.chip];
  }

  /** What the chip does now. `busy` covers booting and firmware. */
  get mode(): 'held' | 'rom' | 'stub' | 'busy' {
    if (!this.#run) return 'held';
    return this.#loader?.kind ?? 'busy';
  }

  /** Bits a second that the chip sends and receives at. */
  get baud(): number {
    return this.#baud;
  }

  /** Frames that found both receive buffers taken, since the loader started. */
  get lostFrames(): number {
    return this.#loader?.frames.lostFrames ?? 0;
  }

  /** EN low, or no power. */
  hold(): void {
    this.#run?.abort.abort(new Error('reset'));
    this.#run = null;
    this.#loader = null;
    this.#startOver = null;
  }

  start(reason: ResetReason, options: StartOptions = {}): void {
    const stays = this.#forcedDownload(reason);
    this.hold();
    if (reason !== 'software') this.#strapDownload = options.download ?? this.#options.io0Low();
    const io0Low = this.#strapDownload || stays;
    this.#silent = false;
    this.#baud = this.#textBaud('rom');
    const run = this.#beginRun(io0Low);
    this.#run = run;
    if (!options.resumed) this.#options.onReset(reason);
    this.#detach(this.#boot(run, reason, io0Low));
  }

  /** Somebody has opened the port: a board that starts over again and again is heard from here on. */
  onAudience(): void {
    if (this.#startOver) this.start(this.#startOver, { resumed: true });
  }

  /** Bytes at the chip's RX, sent at `baud`. */
  receive(bytes: Uint8Array, hear: (chipBaud: number) => Uint8Array, baud: number): void {
    if (!this.#run || !this.#loader || this.#silent) return;
    if (this.#measuringBaud) this.#baud = baud;
    const heard = this.#measuringBaud ? bytes : hear(this.#baud);
    for (const frame of this.#run.slip.push(this.#options.faults.noise('host', heard))) this.#onFrame(frame);
  }

  #onFrame(frame: Uint8Array): void {
    const { faults, clock } = this.#options;
    const [, opcode = 0] = frame;
    const loader = this.#loader;
    const fates = faults.frame('host', opcode, frame);
    const event = faults.event(opcode);
    if (event === 'silent') this.#silent = true;
    else if (event === 'brown-out') this.#brownOut();
    else if (event === 'reset') this.start('power-on');
    if (event !== null || !loader) return;
    // Whatever the frame says, its rate was right: it came through SLIP.
    this.#measuringBaud = false;
    for (const { body, delayMs } of fates) {
      if (delayMs === 0) loader.frames.arrive(body);
      else clock.schedule(delayMs, () => loader.frames.arrive(body));
    }
  }

  #brownOut(): void {
    this.#say([
      { by: 'firmware', text: '' },
      { by: 'firmware', text: 'Brownout detector was triggered' },
    ]);
    this.start('brown-out');
  }

  #beginRun(io0Low: boolean): ChipRun {
    const { facts, clock, nor, faults, output } = this.#options;
    return beginRun({
      chip: this.#chip,
      facts,
      clock,
      nor,
      io0Low,
      baud: () => this.#baud,
      makePort: (signal) =>
        new ChipSerial({
          clock,
          faults,
          signal,
          output: { busyMs: () => output.busyMs(), send: (bytes) => this.#silent || output.send(bytes) },
          setBaud: (baud) => (this.#baud = baud),
        }),
      onWatchdog: (afterMs, signal) =>
        this.#detach(sleep(clock, afterMs, signal).then(() => this.start('watchdog'))),
    });
  }

  async #boot(run: ChipRun, reason: ResetReason, io0Low: boolean): Promise<void> {
    const { facts, nor, clock, hasAudience } = this.#options;
    const { lines, end } = startScript({ chip: this.#chip, facts, nor, reason, io0Low });
    for (const line of hasAudience() ? lines : []) {
      if (facts.time.bootStepMs > 0) await sleep(clock, facts.time.bootStepMs, run.abort.signal);
      this.#say([line]);
    }
    if (end.type === 'download') {
      this.#measuringBaud = true;
      await this.#runLoader(run, 'rom');
    } else if (end.type === 'reset') {
      if (hasAudience()) await sleep(clock, end.afterMs, run.abort.signal);
      // Without anybody to hear it, starting over waits until somebody comes.
      if (hasAudience()) this.start(end.reason);
      else this.#startOver = end.reason;
    }
  }

  async #runLoader(run: ChipRun, kind: 'rom' | 'stub'): Promise<void> {
    const task = new LoaderTask(kind, run.core);
    this.#loader = task;
    await this.#afterLoader(run, await task.run());
  }

  async #afterLoader(run: ChipRun, exit: LoaderExit): Promise<void> {
    await run.core.port.drained();
    if (exit.type === 'leave') {
      // A jump leaves the strapping as it was sampled; the firmware in flash starts all the same.
      if (exit.how === 'jump') this.#strapDownload = false;
      this.start('software');
      return;
    }
    if (!isStub(this.#options.facts, exit)) {
      this.#loader = null;
      this.#say(
        [{ by: 'firmware', text: `[simulated] RAM code runs at 0x${exit.entry.toString(16)}` }],
        'same rate',
      );
      return;
    }
    this.#prepareForStub(run.core);
    run.core.port.sendFrame(opcodes.MEM_END, new TextEncoder().encode('OHAI'));
    await this.#runLoader(run, 'stub');
  }

  #prepareForStub(core: LoaderCore): void {
    const { base, usr } = this.#chip.spi;
    core.flashAttached = true;
    core.flashLimit = null;
    // The stub has used the controller by then. @source golden/wire/esp32/stub-flash-id.jsonl
    core.bus.poke(base + usr, core.bus.peek(base + usr) | 0x8000_0000);
  }

  #say(lines: readonly BootLine[], rate: 'by speaker' | 'same rate' = 'by speaker'): void {
    for (const { by, text } of lines) {
      if (rate === 'by speaker') this.#baud = this.#textBaud(by);
      this.#options.onText(`${text}\r\n`);
      this.#options.output.send(new TextEncoder().encode(`${text}\r\n`));
    }
  }

  /** 115200 in the ROM's reckoning, which is another rate where it takes the crystal for one of 40 MHz. */
  #textBaud(by: BootLine['by']): number {
    const { chip, crystalMhz } = this.#options.facts;
    const isScaled = chip === 'esp8266' || (by === 'rom' && romProfiles[chip].assumes40Mhz);
    return isScaled ? Math.round((romBaud * crystalMhz) / 40) : romBaud;
  }

  /** A bit that outlives every reset but power-on keeps USB-OTG chips in the loader. */
  #forcedDownload(reason: ResetReason): boolean {
    const forced = this.#chip.forceDownloadBoot;
    if (!forced || !this.#run || reason === 'power-on') return false;
    return (this.#run.core.bus.peek(forced.reg) & forced.mask) !== 0;
  }

  /** Lets work go on by itself; a reset ends it. Whatever else goes wrong is a mistake of the simulator and must be seen. */
  #detach(work: Promise<void>): void {
    const run = this.#run;
    work.catch((error: unknown) => {
      if (!run?.abort.signal.aborted) throw error;
    });
  }
}
