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

const cases: readonly RecordedCase[] = withoutGolden
  ? []
  : (JSON.parse(readFileSync(golden('file-cases.json'), 'utf8')) as RecordedCase[]).filter(({ id }) =>
      id.startsWith('partitions-'),
    );

/** The generator's arguments as ours, with outputs in a folder of their own. */
async function run({ argv }: RecordedCase) {
  const folder = await folderWith({});
  const output = argv.at(-1) ?? '';
  const placed = argv.map((argument) => {
    if (argument === output) return join(folder, argument);
    const input = golden('files', argument);
    return !argument.startsWith('-') && existsSync(input) ? input : argument;
  });
  const fake = fakeIo();
  const command = output.endsWith('.csv') ? 'to-csv' : 'to-bin';
  const status = await runCli(['partitions', command, ...placed], fake.io);
  const outputs = Object.fromEntries(
    readdirSync(folder).map((name) => {
      const bytes = readFileSync(join(folder, name));
      return [name, { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }];
    }),
  );
  return { status, outputs, err: fake.err() };
}

/** What a refusal is about: offsets, numbers of bytes, flash sizes. */
function factsOf(text: string): readonly string[] {
  return text.match(/0x[\da-f]+|\b\d{4,}\b|(?<![\d.])\d+MB\b/g) ?? [];
}

describe.skipIf(withoutGolden)('partition tables made and refused as the public generator does', () => {
  const passed: string[] = [];

  afterAll(() => console.log(`partition tables: ${passed.length} of ${cases.length} recorded cases agree`));

  it.each(cases.map((recorded) => [recorded.id, recorded] as const))('%s', async (id, recorded) => {
    const { status, outputs, err } = await run(recorded);
    expect({ status, outputs }).toEqual({ status: recorded.exit, outputs: recorded.outputs });
    const refusal = recorded.exit === 0 ? '' : recorded.text.join('\n');
    expect(factsOf(err)).toEqual(expect.arrayContaining([...factsOf(refusal)]));
    passed.push(id);
  });

  it('are all of the recordings', () => {
    expect(cases.length).toBeGreaterThan(5);
  });
});
