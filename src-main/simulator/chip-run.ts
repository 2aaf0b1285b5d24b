import type { Clock } from '../../src-shared/time/clock';
import type { ChipSpec } from '../engine/chips/chip-spec';
import type { BoardFacts } from './board-spec';
import { strapOf } from './boot/boot-words';
import { romProfiles } from './chips/rom-profile';
import { samePins } from './flash-pins';
import type { FlashCipher } from './flash/flash-cipher';
import { sfdpTable } from './flash/sfdp-table';
import { SpiFlashChip } from './flash/spi-flash-chip';
import type { NorFlash } from './flash/nor-flash';
import type { FramePort } from './loader/frame-port';
import type { LoaderCore } from './loader/loader-core';
import { LoaderFlash } from './loader/loader-flash';
import { SlipReceiver } from './protocol/slip-frames';
import { resetRegisters } from './registers/chip-registers';
import { flashUnpowered } from './registers/flash-supply';
import { installRtcWatchdog } from './registers/rtc-watchdog';
import { installSpiController } from './registers/spi-controller';

/** One run of the chip, from one reset to the next: what a reset brings back to where it began. */
export interface ChipRun {
  /** Ends everything that this run has begun. */
  readonly abort: AbortController;
  readonly core: LoaderCore;
  readonly slip: SlipReceiver;
}

export interface ChipRunOptions {
  readonly chip: ChipSpec;
  readonly facts: BoardFacts;
  readonly clock: Clock;
  readonly nor: NorFlash;
  /** The flash at its pins: it lives through resets of the chip. */
  readonly pins: SpiFlashChip;
  readonly cipher: FlashCipher;
  readonly flashMissing: boolean;
  /** The strapping as it was sampled. */
  readonly io0Low: boolean;
  readonly baud: () => number;
  readonly makePort: (signal: AbortSignal) => FramePort;
  /** The watchdog has been switched on and will bite. */
  readonly onWatchdog: (afterMs: number, signal: AbortSignal) => void;
}

export function beginRun(options: ChipRunOptions): ChipRun {
  const { chip, facts, clock, nor, pins, cipher, flashMissing, io0Low, baud, makePort, onWatchdog } = options;
  const abort = new AbortController();
  const { signal } = abort;
  const bus = resetRegisters({ chip, facts, strap: strapOf(facts.chip, io0Low), baud });
  const reachable = (): boolean =>
    !flashMissing &&
    core.attachedPins !== null &&
    samePins(facts.chip, core.attachedPins, facts.flashPins) &&
    !flashUnpowered(facts.chip, bus);
  const core: LoaderCore = {
    chip,
    facts,
    clock,
    bus,
    nor: new LoaderFlash({ nor, reachable, longAddresses: () => core.longAddresses }),
    cipher,
    port: makePort(signal),
    signal,
    flashLimit: null,
    // The ESP8266's ROM has no command to attach it with.
    attachedPins: romProfiles[facts.chip].commandSet === 'basic' ? 0 : null,
    longAddresses: false,
    stub: null,
  };
  installSpiController({ chip, bus, flash: pins, reachable });
  installRtcWatchdog(chip, bus, (afterMs) => onWatchdog(afterMs, signal));
  return { abort, core, slip: new SlipReceiver() };
}

/** What is soldered to the board: made once, not at every reset. */
export function makeFlashPins(facts: BoardFacts, nor: NorFlash): SpiFlashChip {
  return new SpiFlashChip({
    nor,
    jedecId: facts.flashId,
    sfdp: facts.sfdp ? sfdpTable(nor.sizeBytes) : null,
    uniqueId: Uint8Array.of(...facts.mac, 0x4b, 0x49),
  });
}
