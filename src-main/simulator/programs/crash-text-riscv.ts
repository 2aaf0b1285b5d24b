import type { CrashKind } from '../../../src-shared/model/crash';
import { riscvCrash } from './crash-facts';
import { bareHex, crashHeadline, elfLines, hex, registerLines } from './crash-words';

const bytesPerLine = 32;

/** A crash of an ESP-IDF app on a RISC-V chip: registers and the top of the stack, whatever went wrong. */
export function riscvCrashLines(kind: CrashKind): readonly string[] {
  const { registers, elfSha256 } = riscvCrash;
  const place = {
    exception: 'Load access fault',
    abortPc: registers['MEPC'] ?? 0,
    cacheError: 'Cache error',
  };
  return [...crashHeadline(kind, place), '', ...riscvStateLines(), ...elfLines(elfSha256)];
}

/** Registers and the top of the stack. */
export function riscvStateLines(): readonly string[] {
  return [...registerLines({ ...riscvCrash.registers, MHARTID: 0 }), '', 'Stack memory:', ...stackLines()];
}

/** Words in the order of addresses, eight a line. */
function stackLines(): readonly string[] {
  const { address, hex: text } = riscvCrash.stack;
  const bytes = Buffer.from(text, 'hex');
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const words: string[] = [];
    for (let word = at; word < at + bytesPerLine; word += 4)
      words.push(hex(word + 4 <= bytes.length ? bytes.readUInt32LE(word) : 0));
    lines.push(`${bareHex(address + at)}: ${words.join(' ')}`);
  }
  return lines;
}
