import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { FlashView } from '../flash/flash-view';
import { gaveUp, type BootScript } from './boot-script';
import { esp8266Causes } from './boot-words';
import { checksumHolds, readFlashImage, type FlashImage } from './flash-image';
import type { ResetReason } from './reset-reason';
import { troubledFirmware, type BootTrouble } from './troubled-firmware';

export interface Esp8266Start {
  readonly chip: ChipSpec;
  readonly nor: FlashView;
  readonly reason: ResetReason;
  readonly io0Low: boolean;
  readonly trouble: BootTrouble | null;
}

/** The ESP8266's ROM: download mode says nothing more, the image at 0 is loaded and its checksum shown. */
export function bootEsp8266({ chip, nor, reason, io0Low, trouble }: Esp8266Start): BootScript {
  const lines = [
    '',
    ` ets Jan  8 2013,rst cause:${esp8266Causes[reason]}, boot mode:(${io0Low ? 1 : 3},6)`,
    '',
  ];
  const say = (end: BootScript['end']): BootScript => ({
    lines: lines.map((text) => ({ by: 'rom', text })),
    end,
  });
  if (io0Low) return say({ type: 'download' });
  if (trouble !== null) {
    const { lines: firmware, end } = troubledFirmware(trouble);
    return { lines: [...say(end).lines, ...firmware], end };
  }
  const image = readFlashImage(nor, chip.bootloaderOffset, 8);
  if (!image) {
    lines.push('ets_main.c ');
    return say(gaveUp);
  }
  lines.push(...loadLines(image));
  if (!checksumHolds(image)) {
    lines.push('csum err', 'ets_main.c ');
    return say(gaveUp);
  }
  lines.push(`[simulated] the code at 0x${image.entry.toString(16)} runs`);
  return say({ type: 'running' });
}

function loadLines({ segments, checksum }: FlashImage): string[] {
  const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
  return [
    ...segments.flatMap(({ loadAddress, sizeBytes }) => [
      `load 0x${loadAddress.toString(16).padStart(8, '0')}, len ${sizeBytes}, room 16 `,
      `tail ${sizeBytes % 16}`,
    ]),
    `chksum ${hex(checksum.calculated)}`,
    `csum ${hex(checksum.stored)}`,
  ];
}
