import type { ChipSpec } from '../../engine/chips/chip-spec';
import type { BoardFacts } from '../board-spec';
import { romProfiles } from '../chips/rom-profile';
import { efuseWords } from './efuse-words';
import { RegisterBus } from './register-bus';

const magicReg = 0x4000_1000;
const esp32ApbDateReg = 0x3ff6_607c;

/** Strapping as the ROM reports it, by whether the boot button is held. */
export interface ChipRegisterOptions {
  readonly chip: ChipSpec;
  readonly facts: BoardFacts;
  readonly strap: number;
  /** Bits a second that the UART runs at now: its divider shows the crystal. */
  readonly baud: () => number;
}

/** The address space as it is after a reset. */
export function resetRegisters({ chip, facts, strap, baud }: ChipRegisterOptions): RegisterBus {
  const bus = new RegisterBus();
  const profile = romProfiles[facts.chip];
  if (chip.magicValue !== null) bus.poke(magicReg, chip.magicValue);
  const strapReg = chip.strap?.reg ?? profile.strapReg;
  if (strapReg !== undefined) bus.poke(strapReg, strap);
  if (facts.chip === 'esp32')
    bus.poke(esp32ApbDateReg, (0x1604_2000 | (facts.revision >= 300 ? 0x8000_0000 : 0)) >>> 0);
  if (profile.pcrSysclkReg !== undefined) bus.poke(profile.pcrSysclkReg, facts.crystalMhz << 24);
  pokePortVariable(bus, facts);
  bus.poke(chip.spi.base + chip.spi.usr, profile.spiUserReset);
  bus.poke(chip.spi.base + chip.spi.usr2, 0x7000_0000);
  bus.hook(chip.uart.clkDivReg, { read: () => uartDivider(chip, facts, baud()) });
  for (const [address, word] of efuseWords(chip, facts)) bus.hook(address, { read: () => word });
  return bus;
}

/** By which of its ports the ROM's loader talks; 0 is the UART. */
function pokePortVariable(bus: RegisterBus, { chip, revision, usb }: BoardFacts): void {
  const variable = romProfiles[chip].portVariable;
  if (!variable || usb.kind === 'bridge') return;
  const { address, formerAddress = address, otg = 0, serialJtag = 0 } = variable;
  bus.poke(revision < 300 ? formerAddress : address, usb.kind === 'otg' ? otg : serialJtag);
}

/** Whole part in bits 0 to 19, sixteenths in bits 20 to 23. */
function uartDivider(chip: ChipSpec, facts: BoardFacts, baud: number): number {
  const sixteenths = Math.round((facts.crystalMhz * 1e6 * chip.uart.crystalDivider * 16) / baud);
  return ((sixteenths & 15) << 20) | (sixteenths >> 4);
}
