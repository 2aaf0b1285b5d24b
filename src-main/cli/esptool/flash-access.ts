import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseFlashSize } from '../../../src-shared/model/flash-size';
import type { FlashAccess, SpiConnection } from '../../engine/requests';
import { en } from '../locales/en';
import type { GlobalOptions } from './global-options';
import { alsoSpelled, choiceOption, flashTypeChoices } from './option-values';

const words = en.esptool;
/** SPI_ATTACH has six bits for a pin. */
const largestPin = 63;

export interface FlashAccessOptions {
  readonly spiConnection?: SpiConnection;
}

export function addSpiConnectionOption(command: Command): void {
  command.addOption(
    new Option('--spi-connection <pins>', alsoSpelled(words.spiConnection, '-sc')).argParser(
      parseSpiConnection,
    ),
  );
}

/** NOR is what there is; the option is understood so that it can be refused for NAND. */
export function addFlashTypeOption(command: Command): void {
  const option = choiceOption('--flash-type <type>', words.flashType, flashTypeChoices);
  const parse = option.parseArg;
  option
    .argParser((value: string, previous: unknown) => {
      const type: unknown = parse?.(value, previous);
      if (type === 'nand') throw new InvalidArgumentError(words.noNand);
      return type;
    })
    .default('nor')
    .hideHelp();
  command.addOption(option);
}

/** What the options say about reaching the flash. `flashSize` as spelled; `keep` and `detect` leave it to the flash. */
export function flashAccess(
  { overrideVddsdio }: GlobalOptions,
  { spiConnection }: FlashAccessOptions,
  flashSize = 'detect',
): FlashAccess {
  return {
    spiConnection,
    flashVoltage: overrideVddsdio,
    flashSize: parseFlashSize(flashSize) === null ? undefined : flashSize,
  };
}

/** `SPI`, `HSPI`, or GPIO numbers as `CLK,Q,D,HD,CS`. @source Espressif, esptool, advanced options */
function parseSpiConnection(value: string): SpiConnection {
  const name = value.toUpperCase();
  if (name === 'SPI' || name === 'HSPI') return name;
  const pins = value.split(',').map((text) => (/^\s*\d{1,2}\s*$/.test(text) ? Number(text) : NaN));
  const [clk, q, d, hd, cs] = pins;
  const isPin = (pin: number | undefined): pin is number => pin !== undefined && pin <= largestPin;
  if (pins.length === 5 && isPin(clk) && isPin(q) && isPin(d) && isPin(hd) && isPin(cs))
    return { clk, q, d, hd, cs };
  throw new InvalidArgumentError(words.spiConnectionForm);
}
