import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DebugInfo } from '../../src-main/engine/debug-info/debug-info';
import { codeAddresses, isInstalled, runTool, toolchains, type Toolchain } from '../support/debug-toolchain';
import { temporaryFolder } from '../support/temporary-folder';
import { printTable } from './print-table';

const sizeBytes = 20_000_000;
const functionsPerUnit = 250;
const backtraceFrames = 32;

const toolchain = toolchains.find(({ name }) => name === 'riscv')!;
const installed = isInstalled(toolchain);
if (!installed) console.warn(`skipped: ${toolchain.prefix}-gcc and its tools are not installed`);

/** A unit with structures and functions that have others inlined into them, two levels deep. */
function unitSource(): string {
  const pieces = Array.from(
    { length: functionsPerUnit },
    (_, n) => `
struct record_${n} { int kind, size_${n}; struct record_${n} *next; union { int number; void *pointer; } value; };
static inline __attribute__((always_inline)) int weigh_${n}(struct record_${n} *r) { return r->kind * ${n + 3} + r->value.number; }
static inline __attribute__((always_inline)) int walk_${n}(struct record_${n} *r) {
  int sum = 0;
  for (; r; r = r->next) sum += r->size_${n} > ${n} ? weigh_${n}(r) : weigh_${n}(r + 1) - 1;
  return sum;
}
static __attribute__((used)) int visit_${n}(struct record_${n} *r, int (*then)(int)) { return then(walk_${n}(r)) + then(walk_${n}(r->next)); }`,
  );
  return pieces.join('\n');
}

/** Compiles one unit, of local names only, and links it again and again until the file has its size. */
function buildLargeProgram(tools: Toolchain, folder: string): string {
  const source = path.join(folder, 'unit.c');
  const unit = path.join(folder, 'unit.o');
  const elf = path.join(folder, 'large.elf');
  writeFileSync(source, unitSource());
  runTool(tools, 'gcc', [...tools.flags, '-Os', '-g', '-c', source, '-o', unit]);
  // Linking makes a unit smaller: its relocations go.
  const link = (count: number): number => {
    const units = Array.from({ length: count }, () => unit);
    runTool(tools, 'gcc', [...tools.flags, '-Wl,-X', '-Wl,-e,0', ...units, '-o', elf]);
    return statSync(elf).size;
  };
  const first = link(1);
  const each = link(2) - first;
  link(Math.ceil((sizeBytes - first) / each) + 1);
  return elf;
}

it.skipIf(!installed)('decodes a backtrace of a large program', async () => {
  const file = buildLargeProgram(toolchain, await temporaryFolder());
  const addresses = codeAddresses(toolchain, file);
  const step = Math.floor(addresses.length / backtraceFrames);
  const backtrace = Array.from({ length: backtraceFrames }, (_, frame) => addresses[frame * step + 8] ?? 0);
  const rows: [string, string][] = [];
  const measure = (what: string, work: () => void): number => {
    const start = performance.now();
    work();
    const ms = performance.now() - start;
    rows.push([what, ms.toFixed(1)]);
    return ms;
  };
  let elf = new Uint8Array(0);
  let info: DebugInfo | null = null;
  let inlined = 0;
  const openMs = measure('read and open the file', () => {
    elf = readFileSync(file);
    info = DebugInfo.open(elf);
  });
  const decode = (): void => {
    for (const pc of backtrace) {
      const places = info?.places(pc) ?? [];
      expect(places.at(-1)?.line).toBeGreaterThan(0);
      inlined += places.length - 1;
    }
  };
  const firstMs = measure('the first frame', () => info?.places(backtrace[0] ?? 0));
  const restMs = measure(`a backtrace of ${backtraceFrames} frames`, decode);
  const againMs = measure('the same again', decode);
  measure('how its frames are unwound, the first', () => info?.unwindRow(backtrace[0] ?? 0));
  printTable([`ELF of ${(elf.length / 1e6).toFixed(1)} MB`, 'ms'], rows);
  expect(inlined).toBeGreaterThan(0);
  expect(openMs + firstMs + restMs).toBeLessThan(2000);
  expect(againMs).toBeLessThan(50);
});
