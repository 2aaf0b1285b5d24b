import type { CrashReport, DecodedCrash, DecodedFrame } from '../../../src-shared/model/crash';
import type { OpenedElf } from './debug-info-cache';
import { frameAt } from './frame-at';

type DecodedRegister = DecodedCrash['registers'][number];

/** The program counters, which are the frames; the vectors' address, which never changes; where the last hardware loop ran. */
const passedOver: readonly string[] = ['PC', 'MEPC', 'MTVEC', 'LBEG', 'LEND'];

/** By its name in any case: ESP8266s print small letters. */
export function registerOf({ registers }: Pick<CrashReport, 'registers'>, name: string): number | null {
  const found = Object.entries(registers).find(([one]) => one.toUpperCase() === name);
  return found?.[1] ?? null;
}

/**
 * Registers that point into code, besides the program counter. `frameOf` knows what those mean that hold more than an address:
 * null where it is nothing, undefined where it is what it says.
 */
export function decodeRegisters(
  elf: OpenedElf,
  { registers }: CrashReport,
  frameOf: (name: string, value: number) => DecodedFrame | null | undefined,
): readonly DecodedRegister[] {
  return Object.entries(registers).flatMap(([name, value]): readonly DecodedRegister[] => {
    const upper = name.toUpperCase();
    if (passedOver.includes(upper)) return [];
    const told = frameOf(upper, value);
    if (told !== undefined) return told === null ? [] : [{ name, frame: told }];
    return elf.info.isCode(value) ? [{ name, frame: frameAt(elf, value, 'possible') }] : [];
  });
}
