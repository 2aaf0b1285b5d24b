import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { golden, withoutGolden } from '../support/golden';
import { fakeIo } from '../unit/cli/fake-io';
import { folderWith } from '../unit/firmware/temp-folder';

interface RecordedCase {
  readonly id: string;
  readonly argv: readonly string[];
  readonly exit: number;
  readonly outputs: Readonly<Record<string, { readonly sha256: string; readonly size: number }>>;
  readonly text: readonly string[];
}

const commands = ['elf2image', 'image-info', 'merge-bin'];
const cases: readonly RecordedCase[] = withoutGolden
  ? []
  : (JSON.parse(readFileSync(golden('cases.json'), 'utf8')) as RecordedCase[]).filter(({ argv }) =>
      argv.some((argument) => commands.includes(argument)),
    );

/** Runs a recorded command line, with its inputs from the recordings and its outputs in a folder of its own. */
async function run({ argv }: RecordedCase) {
  const folder = await folderWith({});
  const placed = argv.map((argument, index) => {
    if (argv[index - 1] === '-o') return join(folder, argument);
    return existsSync(golden('files', argument)) ? golden('files', argument) : argument;
  });
  const fake = fakeIo();
  const status = await runCli(['esptool', ...placed], fake.io);
  const outputs = Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => {
        const bytes = readFileSync(join(folder, name));
        return [name, { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }];
      }),
  );
  return { status, outputs, out: fake.out(), err: fake.err() };
}

/** What a line says beyond its words: numbers, names of chips, names of files. */
function factsOf(text: string): readonly string[] {
  return text.match(/0x[0-9a-f]+|\bESP[\dA-Z-]+|\b\d+(?: [KM]B)?\b|[\w-]+\.\w{3}\b/g) ?? [];
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

describe.skipIf(withoutGolden)('images made and read as the reference tool does', () => {
  const passed: string[] = [];

  afterAll(() => console.log(`images: ${passed.length} of ${cases.length} recorded commands agree`));

  it.each(cases.map((recorded) => [recorded.id, recorded] as const))('%s', async (id, recorded) => {
    const { status, outputs, out, err } = await run(recorded);
    expect(status).toBe(recorded.exit);
    expect(err === '').toBe(recorded.exit === 0);
    expect(outputs).toEqual(recorded.outputs);
    const lines = recorded.text.filter((line) => !/^$|^esptool v|Usage:/.test(line));
    // What an image says is listed line by line, so that the lines must be the same.
    if (recorded.argv.includes('image-info') && recorded.exit === 0) expect(linesOf(out)).toEqual(lines);
    else for (const fact of factsOf(lines.join('\n'))) expect(factsOf(`${out}\n${err}`)).toContain(fact);
    passed.push(id);
  });

  it('are all of the recordings', () => {
    expect(cases.length).toBeGreaterThan(25);
  });
});
