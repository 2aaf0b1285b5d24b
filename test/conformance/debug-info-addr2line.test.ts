import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DebugInfo, type LinkedPlace } from '../../src-main/engine/debug-info/debug-info';
import {
  askAddr2line,
  askReadelf,
  buildProgram,
  codeAddresses,
  isInstalled,
  runTool,
  toolchains,
  type LineRow,
  type ToldPlace,
} from '../support/debug-toolchain';
import { temporaryFolder } from '../support/temporary-folder';

const programs = [
  { language: 'C', sources: ['main.c', 'other.c', 'assembly.S'] },
  { language: 'C++', sources: ['classes.cpp'] },
];

const collected = ['-ffunction-sections', '-Wl,--gc-sections'];
/** Optimisation and version of DWARF in turn: each version meets code with and without inlined functions. */
const variants: readonly (readonly string[])[] = [
  ['-O0', '-gdwarf-5'],
  ['-O0', '-gdwarf-2'],
  ['-Og', '-gdwarf-4', ...collected],
  ['-O1', '-gdwarf-3'],
  ['-Os', '-gdwarf-2', ...collected],
  ['-Os', '-gdwarf-5', '-gno-variable-location-views'],
  ['-O2', '-gdwarf-4'],
  ['-O2', '-gdwarf-5', ...collected],
  ['-O2', '-gdwarf-3', '-fno-inline'],
  ['-O2', '-gdwarf-5', '-gz=zlib'],
  ['-O3', '-gdwarf-5', '-flto'],
  ['-O2', '-g1'],
  ['-O2', '-g0'],
];
const cases = programs.flatMap(({ language, sources }) =>
  variants.map((options) => ({ title: `${language} ${options.join(' ')}`, sources, options })),
);

/**
 * The name that addr2line gives: the linkage name where the compiler has said one. C++ says none for what no other unit can
 * see: there it takes the symbol that begins where the function begins, even when that is the one it is inlined into.
 */
function toldName(
  info: DebugInfo,
  { linkageName, plainName, startAddress }: LinkedPlace,
  isC: boolean,
): string {
  if (linkageName !== null) return linkageName;
  const symbol = isC || startAddress === null ? null : info.symbolAt(startAddress);
  return symbol !== null && symbol.address === startAddress ? symbol.name : plainName;
}

function toldPlace(name: string, { file, line }: LinkedPlace): ToldPlace {
  return { name: name || '??', file: file || '??', line };
}

function written(places: readonly ToldPlace[]): string {
  return places.map(({ name, file, line }) => `${name} ${file}:${line}`).join(' < ');
}

/**
 * Binutils before 2.42 begin each sequence of DWARF 5 with the unit's own file instead of file 1 (their bug 30783). Where that
 * is all that differs, readelf, which decodes by itself, decides.
 */
function isWrongFirstFile(
  ours: readonly ToldPlace[],
  theirs: readonly ToldPlace[],
  row: LineRow | null,
): boolean {
  const [first, ...callers] = ours;
  const [theirFirst, ...theirCallers] = theirs;
  if (first === undefined || theirFirst === undefined || row === null) return false;
  return (
    written(callers) === written(theirCallers) &&
    written([{ ...first, file: '' }]) === written([{ ...theirFirst, file: '' }]) &&
    row.line === first.line &&
    row.baseName === path.posix.basename(first.file) &&
    row.unitName === path.posix.basename(theirFirst.file)
  );
}

/** Of programs/classes.cpp. */
const qualifiedNames = [
  'net::Client::Client',
  'net::Client::~Client',
  'net::Client::connect',
  'net::Client::defaultPort',
  'net::Client::defaultPort::Local::port',
  'net::SecureClient::connect',
  'net::SecureClient::connect::{lambda}::operator()',
  'net::(anonymous namespace)::Retry::again',
  'net::(anonymous namespace)::hidden',
  'net::larger<int>',
  'net::larger<short int>',
  'net::v2::Number::operator+',
  'plainly_named',
  '_start',
];

describe.each(toolchains)('places in programs of the $name compiler', (toolchain) => {
  const installed = isInstalled(toolchain);
  if (!installed) console.warn(`skipped: ${toolchain.prefix}-gcc, its C++ and its tools are not installed`);

  it.skipIf(!installed).each(cases)(
    'are addr2line’s for every address: $title',
    async ({ sources, options }) => {
      const elf = buildProgram(toolchain, await temporaryFolder(), sources, options);
      const addresses = codeAddresses(toolchain, elf);
      const answers = askAddr2line(toolchain, elf, addresses);
      const rowAt = options.includes('-gdwarf-5') ? askReadelf(toolchain, elf) : () => null;
      const info = DebugInfo.open(readFileSync(elf));
      const isC = !sources.some((source) => source.endsWith('.cpp'));
      const different = addresses.flatMap((address, index) => {
        const ours = info.linkedPlaces(address).map((place) => toldPlace(toldName(info, place, isC), place));
        const theirs = answers[index] ?? [];
        if (written(ours) === written(theirs) || isWrongFirstFile(ours, theirs, rowAt(address))) return [];
        return [`${address.toString(16)}: ${written(ours)} instead of ${written(theirs)}`];
      });
      expect(different.slice(0, 10)).toEqual([]);
      expect(answers).toHaveLength(addresses.length);
      expect(addresses.length).toBeGreaterThan(100);
    },
  );

  it.skipIf(!installed)('are the same without .debug_aranges', async () => {
    const folder = await temporaryFolder();
    const elf = buildProgram(toolchain, folder, ['main.c', 'other.c', 'assembly.S'], ['-O2', '-g']);
    const bare = path.join(folder, 'bare.elf');
    runTool(toolchain, 'objcopy', ['-R', '.debug_aranges', elf, bare]);
    const [info, bareInfo] = [DebugInfo.open(readFileSync(elf)), DebugInfo.open(readFileSync(bare))];
    const different = codeAddresses(toolchain, elf).filter(
      (address) => JSON.stringify(info.places(address)) !== JSON.stringify(bareInfo.places(address)),
    );
    expect(different).toEqual([]);
  });

  it.skipIf(!installed)('name functions of C++ with their scopes', async () => {
    const elf = buildProgram(toolchain, await temporaryFolder(), ['classes.cpp'], ['-O0', '-g']);
    const info = DebugInfo.open(readFileSync(elf));
    const names = codeAddresses(toolchain, elf).flatMap((address) =>
      info.places(address).map((place) => place.function),
    );
    expect([...new Set(names)]).toEqual(expect.arrayContaining([...qualifiedNames]));
  });
});
