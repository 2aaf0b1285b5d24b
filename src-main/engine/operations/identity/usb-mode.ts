import type { ChipId } from '../../../../src-shared/model/chip';
import type { ChipSession } from '../../loader/chip-session';
import { usbKind } from '../../loader/usb-kind';
import type { RegisterCache } from './register-cache';

const serialJtag = 'USB-Serial/JTAG';
const otg = 'USB-OTG';

/** Where the ROM keeps which of its serial ports it talks over, and what stands there for the chip's own USB. */
interface PortVariable {
  readonly address: (revision: number | null) => number;
  readonly names: Readonly<Record<number, string>>;
}

/** First ESP32-P4 revision with the present memory layout. */
const presentP4Revision = 300;

/** @source esptool-js, targets; ESP-IDF, ESP_ROM_USB_OTG_NUM and ESP_ROM_USB_SERIAL_DEVICE_NUM */
export const portVariables: Readonly<Partial<Record<ChipId, PortVariable>>> = {
  esp32s2: { address: () => 0x3fff_fd14, names: { 2: otg } },
  esp32s3: { address: () => 0x3fce_f14c, names: { 3: otg, 4: serialJtag } },
  esp32c5: { address: () => 0x4085_f514, names: { 3: serialJtag } },
  esp32p4: {
    address: (revision) => ((revision ?? 0) < presentP4Revision ? 0x4ff3_fec8 : 0x4ffb_fec8),
    names: { 5: otg, 6: serialJtag },
  },
};

/**
 * How the host reaches the chip: by the ids of the port where there are any, else, over a network for instance, by what the ROM
 * says. Null over a bridge or where it cannot be told. Needs register reads, unless the port has ids.
 */
export async function readUsbMode(
  session: ChipSession,
  registers: RegisterCache,
  revision: number | null,
): Promise<string | null> {
  const { usb } = session.transport.features;
  if (usb !== null) return usbModeOfPort(session);
  const variable = portVariables[session.chip.id];
  if (variable === undefined) return null;
  const port = (await registers.read(variable.address(revision))) & 0xff;
  return variable.names[port] ?? null;
}

/** By the ids of the port alone. */
export function usbModeOfPort({ transport }: ChipSession): string | null {
  const kind = usbKind(transport);
  if (kind === null) return null;
  return kind === 'otg' ? otg : serialJtag;
}
