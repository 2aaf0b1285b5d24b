import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseElf } from '../../src-main/engine/image/elf';

/** Compilers of Debian that make the chips' code, and the tools that come with them. */
export interface Toolchain {
  readonly name: 'riscv' | 'xtensa';
  readonly prefix: string;
  /** Flags of every compilation. */
  readonly flags: readonly string[];
  /** Every address at which an instruction may begin is a multiple of it. */
  readonly addressStep: number;
}

const common = ['-nostdlib', '-ffreestanding', '-fno-builtin', '-fno-common', '-Iinclude'];

export const toolchains: readonly Toolchain[] = [
  {
    name: 'riscv',
    prefix: 'riscv64-unknown-elf',
    flags: [...common, '-march=rv32imc', '-mabi=ilp32', '-Wl,-Tlink-riscv.ld'],
    addressStep: 2,
  },
  {
    name: 'xtensa',
    prefix: 'xtensa-lx106-elf',
    flags: [...common, '-mlongcalls', '-Wl,-Tlink-xtensa.ld'],
    addressStep: 1,
  },
];

export const programsFolder = fileURLToPath(new URL('../fixtures/crash/programs', import.meta.url));

export function isInstalled({ prefix }: Toolchain): boolean {
  return ['gcc', 'g++', 'addr2line', 'readelf', 'objcopy'].every(
    (tool) => spawnSync(`${prefix}-${tool}`, ['--version']).status === 0,
  );
}

/** Runs one of the tools in the folder of the programs. Throws with what it says. */
export function runTool(toolchain: Toolchain, tool: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(`${toolchain.prefix}-${tool}`, args, {
    cwd: programsFolder,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Compiles and links sources of test/fixtures/crash/programs; answers the path of the ELF file in `folder`. */
export function buildProgram(
  toolchain: Toolchain,
  folder: string,
  sources: readonly string[],
  options: readonly string[],
): string {
  const elf = path.join(
    folder,
    `${toolchain.name}${options.join('')}-${sources[0] ?? ''}.elf`.replace(/[^\w.-]/g, '_'),
  );
  const compiler = sources.some((source) => source.endsWith('.cpp')) ? 'g++' : 'gcc';
  const dialect = compiler === 'g++' ? ['-std=c++17', '-fno-exceptions', '-fno-rtti'] : [];
  runTool(toolchain, compiler, [...toolchain.flags, ...dialect, ...options, ...sources, '-lgcc', '-o', elf]);
  return elf;
}

/** Every address within the executable sections at which an instruction may begin. */
export function codeAddresses(toolchain: Toolchain, elf: string): readonly number[] {
  const addresses: number[] = [];
  for (const { type, flags, address, data } of parseElf(readFileSync(elf)).sections) {
    if (type !== 1 || (flags & 6) !== 6) continue;
    for (let at = 0; at < data.length; at += toolchain.addressStep) addresses.push(address + at);
  }
  return addresses;
}

/** As addr2line tells it; `line` is 0 where it tells none. */
export interface ToldPlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Asks addr2line about all addresses in one run, in the order of the addresses; nothing told is an empty list. It asks twice
 * and takes the second answers: for the first address of some functions it tells the name of the symbol around them, and the
 * right one from then on.
 */
export function askAddr2line(
  toolchain: Toolchain,
  elf: string,
  addresses: readonly number[],
): readonly (readonly ToldPlace[])[] {
  const input = [...addresses, ...addresses].map((address) => address.toString(16)).join('\n');
  const lines = runTool(toolchain, 'addr2line', ['-a', '-f', '-i', '-e', elf], input).split('\n');
  const answers: ToldPlace[][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    if (/^0x[0-9a-f]+$/.test(line)) answers.push([]);
    else answers.at(-1)?.push(readPlace(line, lines[++at] ?? ''));
  }
  return answers.slice(addresses.length).map((places) => places.filter(isTold));
}

/** `file:line`, `file:?` or `??:0`; behind it which of several blocks of one line it is, which no one needs. */
function readPlace(name: string, place: string): ToldPlace {
  const [, file, line] = /^(.*):(\d+|\?)(?: \(discriminator \d+\))?$/.exec(place) ?? [];
  if (file === undefined || line === undefined) throw new Error(`addr2line told ${place}`);
  return { name, file, line: line === '?' ? 0 : Number(line) };
}

function isTold({ name, file }: ToldPlace): boolean {
  return name !== '??' || file !== '??';
}

export interface LineRow {
  /** Of the unit: its own source. */
  readonly unitName: string;
  readonly baseName: string;
  readonly line: number;
}

/** The line tables as readelf decodes them. */
export function askReadelf(toolchain: Toolchain, elf: string): (address: number) => LineRow | null {
  const rows: (LineRow & { readonly address: number })[] = [];
  let unitName = '';
  let heading = '';
  for (const text of runTool(toolchain, 'readelf', ['--debug-dump=decodedline', elf]).split('\n')) {
    if (text.startsWith('File name')) unitName = path.posix.basename(heading);
    heading = /^(.*):$/.exec(text)?.[1] ?? heading;
    const [, baseName, line, address] = /^(\S+) +(\d+) +(0x[0-9a-f]+)/.exec(text) ?? [];
    if (baseName !== undefined && line !== undefined)
      rows.push({ unitName, baseName, line: Number(line), address: Number(address) });
  }
  return (address) => {
    const before = rows.filter((row) => row.address <= address);
    const nearest = Math.max(...before.map((row) => row.address));
    return before.findLast((row) => row.address === nearest) ?? null;
  };
}
