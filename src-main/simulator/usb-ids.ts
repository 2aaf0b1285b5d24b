import type { ChipId } from '../../src-shared/model/chip';
import type { TransportFeatures } from '../engine/transport/transport';
import type { BoardFacts } from './board-spec';

const espressif = 0x303a;
const siliconLabs = 0x10c4;

/** Products of the ROM's own USB-OTG device. @source ESP-IDF, tools/cmake/dfu.cmake (hex) */
const otgProducts: Readonly<Partial<Record<ChipId, number>>> = {
  esp32s2: 0x0002,
  esp32s3: 0x0009,
  esp32p4: 0x0012,
};

/** Under which ids the system lists the board's port. */
export function usbIdsOf({ chip, usb }: BoardFacts): NonNullable<TransportFeatures['usb']> {
  switch (usb.kind) {
    case 'bridge':
      // A CP210x: what most development boards carry; the CP2102C is the one whose flow control cannot be switched off.
      return { vendorId: siliconLabs, productId: usb.flowControl ? 0xea64 : 0xea60 };
    case 'serial-jtag':
      return { vendorId: espressif, productId: 0x1001 };
    case 'otg':
      return { vendorId: espressif, productId: otgProducts[chip] ?? 0x0002 };
  }
}
