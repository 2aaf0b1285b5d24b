import { fillText } from '../../../src-shared/errors/app-error';
import type { BoardInfo } from '../../../src-shared/model/board';
import { formatFlashSize } from '../../../src-shared/model/flash-size';
import { formatRevision } from '../format-quantities';
import { en } from '../locales/en';

const words = en.esptool;

/** What the chip is, line by line. */
export function boardLines(board: BoardInfo): readonly string[] {
  const revision =
    board.revision === null ? '' : fillText(words.revision, { revision: formatRevision(board.revision) });
  return [
    fillText(words.chipLine, { description: board.description, revision }),
    ...(board.features.length === 0
      ? []
      : [fillText(words.features, { features: board.features.join(', ') })]),
    ...(board.crystalMhz === null ? [] : [fillText(words.crystal, { crystal: board.crystalMhz })]),
    ...(board.usbMode === null ? [] : [fillText(words.usbMode, { mode: board.usbMode })]),
    board.mac === null ? words.macUnknown : fillText(words.mac, { mac: board.mac }),
    ...(board.eui64 === null ? [] : [fillText(words.eui64, { eui64: board.eui64 })]),
  ];
}

/** Maker, device and size of the flash. */
export function flashLines({ flash }: BoardInfo): readonly string[] {
  if (flash === null) return [words.noFlash];
  const name =
    flash.manufacturer === null ? '' : fillText(words.manufacturerName, { name: flash.manufacturer });
  const size = flash.sizeBytes === null ? words.sizeUnknown : formatFlashSize(flash.sizeBytes);
  return [
    fillText(words.manufacturer, { id: hexId(flash.manufacturerId, 2), name }),
    fillText(words.device, { id: hexId(flash.deviceId, 4) }),
    fillText(words.detectedSize, { size }),
    ...(flash.voltage === null ? [] : [fillText(words.voltage, { voltage: flash.voltage })]),
  ];
}

/** The chip id of an ESP8266 is the last three bytes of its MAC; later chips have none. Null where it cannot be read. */
export function chipIdLine({ chip, mac }: BoardInfo, chipName: string): string | null {
  if (chip !== 'esp8266') return fillText(words.noChipId, { chip: chipName });
  if (mac === null) return null;
  return fillText(words.chipIdLine, { chipId: `0x00${mac.split(':').slice(3).join('')}` });
}

/** Digits without prefix, as in data sheets of flash chips. */
function hexId(id: number, digits: number): string {
  return id.toString(16).padStart(digits, '0');
}
