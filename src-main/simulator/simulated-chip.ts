import { sleep, type Clock } from '../../src-shared/time/clock';
import { chips } from '../engine/chips/registry';
import type { ChipSpec } from '../engine/chips/chip-spec';
import type { BoardFacts } from './board-spec';
import type { BootEnd, BootLine } from './boot/boot-script';
import { keepsStrapping, type ResetReason } from './boot/reset-reason';
import { bootView } from './boot-conditions';
import { startScript } from './boot/start-script';
import { troubledFirmware } from './boot/troubled-firmware';
import { beginRun, makeFlashPins, type ChipRun } from './chip-run';
import { ChipSerial, type ChipOutput } from './chip-serial';
import { romProfiles } from './chips/rom-profile';
import type { FaultInjector, FrameEvent } from './faults/fault-injector';
import { FlashCipher } from './flash/flash-cipher';
import type { NorFlash } from './flash/nor-flash';
import type { SpiFlashChip } from './flash/spi-flash-chip';
import type { LoaderCore } from './loader/loader-core';
import { LoaderTask, type LoaderExit } from './loader-task';
import { opcodeOfFrame } from './protocol/command-packet';
import type { Program } from './programs/program';
import { ProgramRun } from './programs/program-run';
import { runProgram } from './programs/run-program';
import { greetingOpcode } from './protocol/opcodes';
import { recogniseStub, type StubKind } from './stub-recognition';
import { romBaud, textBaud } from './text-baud';

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

/** What three address bytes reach. */
const addressSpace24 = 0x100_0000;

/** The chip on a board: what it does from each reset to the next. */
export class SimulatedChip {
  readonly #options: SimulatedChipOptions;
  readonly #chip: ChipSpec;
  readonly #pins: SpiFlashChip;
  readonly #cipher: FlashCipher;
  /** What a wrong crystal makes of every rate. */
  readonly #rateFactor: number;
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
  /** Firmware that is simulated, while it runs. */
  #program: ProgramRun | null = null;

  constructor(options: SimulatedChipOptions) {
    this.#options = options;
    const { facts, nor, faults } = options;
    this.#chip = chips[facts.chip];
    this.#pins = makeFlashPins(facts, nor);
    this.#cipher = new FlashCipher(facts.mac);
    this.#rateFactor = (faults.wrongCrystalMhz ?? facts.crystalMhz) / facts.crystalMhz;
  }

  /** What the chip does now. `busy` covers booting and firmware. */
  get mode(): 'held' | 'rom' | 'stub' | 'busy' {
    if (!this.#run) return 'held';
    return this.#loader?.kind ?? 'busy';
  }

  /** A word of the chip's address space as it is, past loader and line; null while there is no power. */
  peek(address: number): number | null {
    return this.#run?.core.bus.peek(address) ?? null;
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
    this.#program = null;
  }

  /** The supply was off: what the flash keeps for as long as it is on is gone. */
  powerCycle(): void {
    this.hold();
    this.#pins.powerCycle();
    this.start('power-on');
  }

  /** Over USB-OTG a reset is the chip's own doing: no strapping is sampled, a bit says whether to stay in the loader. */
  restartOverUsb(download: boolean): void {
    const forced = this.#chip.forceDownloadBoot;
    const bus = this.#run?.core.bus;
    if (forced && bus && download) bus.poke(forced.reg, bus.peek(forced.reg) | forced.mask);
    else if (!forced) this.#strapDownload = download;
    this.start('software');
  }

  start(reason: ResetReason, options: StartOptions = {}): void {
    const stays = this.#forcedDownload(reason);
    this.hold();
    if (!keepsStrapping(reason)) this.#strapDownload = options.download ?? this.#options.io0Low();
    const io0Low = (this.#strapDownload || stays) && !this.#options.facts.security.downloadDisabled;
    this.#silent = false;
    this.#measuringBaud = false;
    this.#baud = textBaud('rom', this.#options.facts) * this.#rateFactor;
    const run = this.#beginRun(io0Low);
    if (stays && this.#chip.forceDownloadBoot)
      run.core.bus.poke(this.#chip.forceDownloadBoot.reg, this.#chip.forceDownloadBoot.mask);
    this.#run = run;
    if (!options.resumed) this.#options.onReset(reason);
    this.#detach(run, this.#boot(run, reason, io0Low));
  }

  /** Somebody has opened the port: firmware that talks, or starts over again and again, is heard from here on. */
  onAudience(): void {
    this.#program?.wake();
    if (this.#startOver) this.start(this.#startOver, { resumed: true });
  }

  /** Bytes at the chip's RX, sent at `baud`. */
  receive(bytes: Uint8Array, hear: (chipBaud: number) => Uint8Array, baud: number): void {
    const run = this.#run;
    const { faults } = this.#options;
    if (!run || this.#silent || faults.has('deaf')) return;
    this.#program?.hear(faults.noise('host', hear(this.#baud)));
    if (!this.#loader) return;
    if (this.#measuringBaud) this.#baud = baud;
    const heard = this.#measuringBaud ? bytes : hear(this.#baud);
    for (const frame of run.slip.push(faults.noise('host', heard))) {
      // A frame before this one may have reset the chip.
      if (this.#run === run) this.#onFrame(frame);
    }
  }

  #onFrame(frame: Uint8Array): void {
    const { faults, clock } = this.#options;
    const loader = this.#loader;
    if (!loader || this.#silent) return;
    const { fates, event } = faults.frame('host', opcodeOfFrame(frame), frame);
    if (event !== null) {
      this.#onEvent(event);
      return;
    }
    // Whatever the frame says, its rate was right: it came through SLIP.
    this.#measuringBaud = false;
    for (const { body, delayMs } of fates) {
      if (delayMs === 0) loader.frames.arrive(body);
      else clock.schedule(delayMs, () => loader.frames.arrive(body));
    }
  }

  /** An unplugging has been done already. */
  #onEvent(event: FrameEvent): void {
    if (event === 'silent') this.#silent = true;
    else if (event === 'brown-out') this.#brownOut();
    else if (event === 'reset') this.start('power-on');
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
      pins: this.#pins,
      cipher: this.#cipher,
      flashMissing: faults.has('flash-missing'),
      io0Low,
      baud: () => this.#baud,
      makePort: (signal) =>
        new ChipSerial({
          clock,
          faults,
          signal,
          output: { busyMs: () => output.busyMs(), send: (bytes) => this.#silent || output.send(bytes) },
          setBaud: (baud) => (this.#baud = baud * this.#rateFactor),
          onEvent: (event) => this.#onEvent(event),
        }),
      onWatchdog: (afterMs, signal) =>
        this.#detach(
          this.#run,
          sleep(clock, afterMs, signal).then(() => this.start('watchdog')),
        ),
    });
  }

  async #boot(run: ChipRun, reason: ResetReason, io0Low: boolean): Promise<void> {
    const { facts, clock, faults, hasAudience } = this.#options;
    const troubled = troubledFirmware(faults);
    const programs = troubled.length > 0 ? troubled : facts.programs;
    const firmware = troubled.length > 0 ? 'mute' : programs.length > 0 ? 'app' : 'flash';
    const nor = bootView({ facts, nor: this.#options.nor, faults, cipher: this.#cipher });
    const { lines, end } = startScript({ chip: this.#chip, facts, nor, reason, io0Low, firmware });
    for (const line of hasAudience() ? lines : []) {
      if (facts.time.bootStepMs > 0) await sleep(clock, facts.time.bootStepMs, run.abort.signal);
      this.#say([line]);
      // What was said may have led to a reset.
      run.abort.signal.throwIfAborted();
    }
    const runs = end.type === 'running' && programs.length > 0;
    await this.#goOn(run, runs ? await this.#runPrograms(run, programs) : end);
  }

  async #goOn(run: ChipRun, end: BootEnd): Promise<void> {
    const { clock, faults, hasAudience } = this.#options;
    if (end.type === 'download') {
      // With a wrong crystal the rate that it would measure is out of its reach.
      this.#measuringBaud = faults.wrongCrystalMhz === null;
      await this.#runLoader(run, 'rom');
    } else if (end.type === 'reset') {
      if (hasAudience()) await sleep(clock, end.afterMs, run.abort.signal);
      // Without anybody to hear it, starting over waits until somebody comes.
      if (hasAudience()) this.start(end.reason);
      else this.#startOver = end.reason;
    }
  }

  /** Side by side, until one of them ends. */
  async #runPrograms(run: ChipRun, programs: readonly Program[]): Promise<BootEnd> {
    const { facts, clock, hasAudience, output } = this.#options;
    const setBaud = (baud: number): void => void (this.#baud = baud * this.#rateFactor);
    setBaud(textBaud('firmware', facts));
    const host = new ProgramRun({
      facts,
      clock,
      signal: run.abort.signal,
      hasAudience,
      print: (text) => this.#print(text),
      busyMs: () => output.busyMs(),
      baud: () => this.#baud,
      setBaud,
    });
    this.#program = host;
    return Promise.race(programs.map((program) => runProgram(program, host)));
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
    const stub = recogniseStub(this.#options.facts, exit);
    if (stub === null) {
      this.#loader = null;
      this.#say(
        [{ by: 'firmware', text: `[simulated] RAM code runs at 0x${exit.entry.toString(16)}` }],
        'same rate',
      );
      return;
    }
    this.#prepareForStub(run.core, stub);
    run.core.port.sendFrame(greetingOpcode, new TextEncoder().encode('OHAI'));
    await this.#runLoader(run, 'stub');
  }

  #prepareForStub(core: LoaderCore, stub: StubKind): void {
    const { base, usr } = this.#chip.spi;
    const { facts, nor } = this.#options;
    core.attachedPins = 0;
    core.flashLimit = null;
    core.stub = stub;
    core.longAddresses = romProfiles[facts.chip].stubLongAddresses === true && nor.sizeBytes > addressSpace24;
    // The stub has used the controller by then. @source golden/wire/esp32/stub-flash-id.jsonl
    core.bus.poke(base + usr, core.bus.peek(base + usr) | 0x8000_0000);
  }

  #say(lines: readonly BootLine[], rate: 'by speaker' | 'same rate' = 'by speaker'): void {
    for (const { by, text } of lines) {
      if (rate === 'by speaker') this.#baud = textBaud(by, this.#options.facts) * this.#rateFactor;
      this.#print(`${text}\r\n`);
    }
  }

  #print(text: string): void {
    this.#options.onText(text);
    this.#options.output.send(new TextEncoder().encode(text));
  }

  /** A bit that outlives every reset but power-on keeps USB-OTG chips in the loader. */
  #forcedDownload(reason: ResetReason): boolean {
    const forced = this.#chip.forceDownloadBoot;
    if (!forced || !this.#run || reason === 'power-on') return false;
    return (this.#run.core.bus.peek(forced.reg) & forced.mask) !== 0;
  }

  /** Lets work go on by itself; a reset ends it. Whatever else goes wrong is a mistake of the simulator and must be seen. */
  #detach(run: ChipRun | null, work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!run?.abort.signal.aborted) throw error;
    });
  }
}
