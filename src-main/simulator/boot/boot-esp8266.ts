import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { FlashView } from '../flash/flash-view';
import { gaveUp, type BootScript } from './boot-script';
import { esp8266Causes } from './boot-words';
import { checksumHolds, readFlashImage, type FlashImage } from './flash-image';
import type { ResetReason } from './reset-reason';
import type { FirmwareKind } from './start-script';

export interface Esp8266Start {
  readonly chip: ChipSpec;
  readonly nor: FlashView;
  readonly reason: ResetReason;
  readonly io0Low: boolean;
  readonly firmware: FirmwareKind;
}

/** The ESP8266's ROM: download mode says nothing more, the image at 0 is loaded and its checksum shown. */
export function bootEsp8266({ chip, nor, reason, io0Low, firmware }: Esp8266Start): BootScript {
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
  if (firmware === 'app') lines.push(...loadedApp);
  if (firmware !== 'flash') return say({ type: 'running' });
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

/** What the ROM says of an app that it loads without complaint. */
const loadedApp = [
  'load 0x4010f000, len 3460, room 16 ',
  'tail 4',
  'chksum 0xcc',
  'load 0x3fff20b8, len 40, room 4 ',
  'tail 4',
  'chksum 0xc9',
  'csum 0xc9',
];

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
