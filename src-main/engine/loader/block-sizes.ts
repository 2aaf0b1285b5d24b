import type { ChipSpec } from '../chips/chip-spec';
import type { Transport } from '../transport/transport';
import type { ChipSession } from './chip-session';
import { usbKind } from './usb-kind';

/** @source golden/chips, ESP_RAM_BLOCK, FLASH_WRITE_SIZE, USB_RAM_BLOCK */
const ramBlockBytes = 0x1800;
const romFlashBlockBytes = 0x400;
const stubFlashBlockBytes = 0x4000;

/** Bytes of payload in one MEM_DATA; less over USB-OTG, whose driver in ROM has a small buffer. */
export function ramBlockBytesFor(chip: ChipSpec, transport: Transport): number {
  return usbBlock(chip, transport) ?? ramBlockBytes;
}

/** Bytes of payload in one FLASH_DATA or FLASH_DEFL_DATA. */
export function flashBlockBytesFor({ chip, loader, transport }: ChipSession): number {
  if (loader === 'rom') return romFlashBlockBytes;
  return usbBlock(chip, transport) ?? stubFlashBlockBytes;
}

function usbBlock(chip: ChipSpec, transport: Transport): number | null {
  return usbKind(transport) === 'otg' ? chip.usbRamBlock : null;
}
