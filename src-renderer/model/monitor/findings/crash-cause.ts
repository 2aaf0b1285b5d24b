import type { CrashReport } from '../../../../src-shared/model/crash';

/** What an exception most probably means: its words are in the locale files under `crash.causes`. */
export const crashCauses = [
  'null-read',
  'null-write',
  'null-call',
  'bad-read',
  'bad-write',
  'bad-jump',
  'illegal-instruction',
  'divide-by-zero',
  'misaligned',
  'breakpoint',
  'privileged',
] as const;
export type CrashCause = (typeof crashCauses)[number];

/** Addresses so small are a null pointer and the offset of a field or an element of what it should point to. */
const nullPageBytes = 0x1000;

/**
 * The cause of an exception by the board's own words, and the address that it stumbled over; null where they do not tell.
 * @source Xtensa ISA, EXCCAUSE; RISC-V privileged specification, mcause; ESP8266 Arduino core, "Exception causes"
 */
export function crashCause({ kind, reason, registers }: CrashReport): CrashCause | null {
  if (kind !== 'exception' || reason === null) return null;
  const address = registers['EXCVADDR'] ?? registers['MTVAL'] ?? null;
  const pc = registers['PC'] ?? registers['MEPC'] ?? registers['EPC1'] ?? null;
  const isNull = (value: number | null): boolean => value !== null && value < nullPageBytes;
  switch (classify(reason)) {
    case 'read':
      return isNull(address) ? 'null-read' : 'bad-read';
    case 'write':
      return isNull(address) ? 'null-write' : 'bad-write';
    case 'fetch':
      return isNull(pc) ? 'null-call' : 'bad-jump';
    case 'illegal':
      return isNull(pc) ? 'null-call' : 'illegal-instruction';
    case 'divide':
      return 'divide-by-zero';
    case 'align':
      return 'misaligned';
    case 'break':
      return 'breakpoint';
    case 'privileged':
      return 'privileged';
    case null:
      return null;
  }
}

type Class = 'read' | 'write' | 'fetch' | 'illegal' | 'divide' | 'align' | 'break' | 'privileged';

/** The ESP8266 tells only EXCCAUSE numbers. */
const causeNumbers: Readonly<Record<string, Class>> = {
  0: 'illegal',
  2: 'fetch',
  // What byte accesses to code memory end in.
  3: 'align',
  6: 'divide',
  8: 'privileged',
  9: 'align',
  20: 'fetch',
  28: 'read',
  29: 'write',
};

const causeNames: Readonly<Record<string, string>> = {
  0: 'IllegalInstruction',
  2: 'InstructionFetchError',
  3: 'LoadStoreError',
  4: 'Level1Interrupt',
  6: 'IntegerDivideByZero',
  8: 'Privileged',
  9: 'LoadStoreAlignment',
  20: 'InstFetchProhibited',
  28: 'LoadProhibited',
  29: 'StoreProhibited',
};

/** `28 LoadProhibited` of 28; what is no number stays as it is. */
export function namedReason(reason: string): string {
  const name = causeNames[reason];
  return name === undefined ? reason : `${reason} ${name}`;
}

const classes: readonly (readonly [RegExp, Class])[] = [
  [/misaligned|alignment/i, 'align'],
  [/divide/i, 'divide'],
  [/breakpoint/i, 'break'],
  [/privileged/i, 'privileged'],
  [/instr(?:uction)? ?fetch|instruction (?:access|page) fault/i, 'fetch'],
  [/illegal ?instruction/i, 'illegal'],
  [/^store|store access|store page/i, 'write'],
  [/^load|load access|load page/i, 'read'],
];

function classify(reason: string): Class | null {
  const number = /^\D{0,12}(\d{1,2})\)?$/.exec(reason)?.[1];
  if (number !== undefined) return causeNumbers[number] ?? null;
  return classes.find(([pattern]) => pattern.test(reason))?.[1] ?? null;
}
