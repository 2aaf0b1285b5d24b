import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import type { FlashView } from '../flash/flash-view';
import { gaveUp, type BootLine, type BootScript } from './boot-script';
import type { BootWords } from './boot-words';
import { checksumHolds, digestHolds, readFlashImage, type FlashImage } from './flash-image';
import { FirmwareLog } from './firmware-log';
import { runSecondStage } from './second-stage';

export interface FlashBoot {
  readonly chip: ChipSpec;
  readonly facts: BoardFacts;
  readonly nor: FlashView;
  readonly words: BootWords;
}

/** A ROM that finds no image says so again and again until the watchdog resets it. */
const repeatedComplaints = 3;

/** What the ROM of an ESP32 or a later chip does with the image at its bootloader's offset, and what that does then. */
export function bootFromFlash({ chip, facts, nor, words }: FlashBoot): BootScript {
  const image = readFlashImage(nor, chip.bootloaderOffset, 24);
  if (!image) return script(noImage(chip, facts, nor), gaveUp);
  const lines = [...modeLines(words, image), ...loadLines(words, image)];
  if (chip.id !== 'esp32' && image.chipId !== chip.imageChipId)
    return script([`Invalid chip id. Expected ${chip.imageChipId ?? 0} read ${image.chipId}`], gaveUp);
  if (!checksumHolds(image)) {
    const { stored, calculated } = image.checksum;
    lines.push(
      `csum err:0x${calculated.toString(16)}!=0x${stored.toString(16)}`,
      `ets_main.c ${words.giveUpLine} `,
    );
    return script(lines, gaveUp);
  }
  lines.push(...digestLines(image), `entry 0x${image.entry.toString(16)}`);
  return runImage(chip, nor, image, lines);
}

function runImage(chip: ChipSpec, nor: FlashView, image: FlashImage, romLines: string[]): BootScript {
  const rom = romLines.map(byRom);
  if (!isSecondStage(nor, image)) {
    const text = `[simulated] the code at 0x${image.entry.toString(16)} runs`;
    return { lines: [...rom, { by: 'firmware', text }], end: { type: 'running' } };
  }
  const log = new FirmwareLog();
  const end = runSecondStage({ chip, nor, bootloader: image, log });
  return { lines: [...rom, ...log.lines.map((text): BootLine => ({ by: 'firmware', text }))], end };
}

function isSecondStage(nor: FlashView, { offset, sizeBytes }: FlashImage): boolean {
  return Buffer.from(nor.read(offset, sizeBytes)).includes('2nd stage bootloader');
}

function noImage(chip: ChipSpec, facts: BoardFacts, nor: FlashView): string[] {
  const raw = nor.read(chip.bootloaderOffset, 4);
  const word = new DataView(raw.buffer, raw.byteOffset, 4).getUint32(0, true);
  // ROMs before revision 3 of the ESP32 only said that reading had failed.
  if (chip.id === 'esp32' && facts.revision < 300) return ['flash read err, 1000', 'ets_main.c 371 '];
  return Array.from({ length: repeatedComplaints }, () => `invalid header: 0x${word.toString(16)}`);
}

const modeNames = ['QIO', 'QOUT', 'DIO', 'DOUT'];
const clockDividers: Readonly<Record<number, number>> = { 0xf: 1, 0: 2, 1: 3, 2: 4 };

function modeLines({ loadStyle }: BootWords, { mode, sizeAndFrequency }: FlashImage): string[] {
  const name = modeNames[mode] ?? 'SLOW READ';
  const text = `mode:${name}, clock div:${clockDividers[sizeAndFrequency & 15] ?? 2}`;
  if (loadStyle === 'spi-mode') return [`SPI ${text}`];
  if (loadStyle === 'spiwp') return ['SPIWP:0xee', text];
  const drivers = 'clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00';
  return ['configsip: 0, SPIWP:0xee', drivers, text];
}

function loadLines({ loadStyle }: BootWords, { segments }: FlashImage): string[] {
  return segments.map(({ loadAddress, sizeBytes }) => {
    const length = loadStyle === 'esp32' ? String(sizeBytes) : `0x${sizeBytes.toString(16)}`;
    return `load:0x${loadAddress.toString(16)},len:${length}`;
  });
}

/** The ROM only warns: it is the bootloader that refuses apps. */
function digestLines(image: FlashImage): string[] {
  if (!image.digest || digestHolds(image)) return [];
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  return [
    'SHA-256 comparison failed:',
    `Calculated: ${hex(image.digest.calculated)}`,
    `Expected: ${hex(image.digest.stored)}`,
    'Attempting to boot anyway...',
  ];
}

const byRom = (text: string): BootLine => ({ by: 'rom', text });

function script(lines: readonly string[], end: BootScript['end']): BootScript {
  return { lines: lines.map(byRom), end };
}
