import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { buildNvs } from '../../src-main/engine/nvs/build-nvs';
import { formatNvsCsv } from '../../src-main/engine/nvs/format-nvs-csv';
import { parseNvsCsv } from '../../src-main/engine/nvs/parse-nvs-csv';
import { readNvs } from '../../src-main/engine/nvs/read-nvs';
import { golden, withoutGolden } from '../support/golden';
import { fakeIo } from '../unit/cli/fake-io';
import { folderWith } from '../unit/firmware/temp-folder';

interface RecordedCase {
  readonly id: string;
  readonly argv: readonly string[];
  readonly exit: number;
  readonly outputs: Readonly<Record<string, { readonly sha256: string; readonly size: number }>>;
}

const cases: readonly RecordedCase[] = withoutGolden
  ? []
  : (JSON.parse(readFileSync(golden('file-cases.json'), 'utf8')) as RecordedCase[]).filter(
      ({ argv }) => argv[0] === 'generate',
    );

/** `generate <csv> <output> <size> …` as `kiln nvs build …`, with its output in a folder of its own. */
async function run({ argv }: RecordedCase) {
  const [, csv = '', output = '', ...rest] = argv;
  const folder = await folderWith({});
  const fake = fakeIo();
  const placed = ['nvs', 'build', golden('files', csv), join(folder, output), ...rest];
  const status = await runCli(placed, fake.io);
  const written = join(folder, output);
  return { status, err: fake.err(), bytes: existsSync(written) ? readFileSync(written) : null };
}

describe.skipIf(withoutGolden)('NVS partitions made as Espressif’s generator makes them', () => {
  const passed: string[] = [];

  afterAll(() => console.log(`NVS: ${passed.length} of ${cases.length} recorded commands agree`));

  it.each(cases.map((recorded) => [recorded.id, recorded] as const))('%s', async (id, recorded) => {
    const { status, err, bytes } = await run(recorded);
    expect(status === 0).toBe(recorded.exit === 0);
    expect(err === '').toBe(recorded.exit === 0);
    const [expected] = Object.values(recorded.outputs);
    if (expected === undefined) expect(bytes).toBeNull();
    else
      expect(
        createHash('sha256')
          .update(bytes ?? '')
          .digest('hex'),
      ).toBe(expected.sha256);
    passed.push(id);
  });

  it('are all of the recordings', () => {
    expect(cases.map(({ id }) => id)).toEqual([
      'nvs-basic-v1',
      'nvs-basic-v2',
      'nvs-many-v2',
      'nvs-too-small',
    ]);
  });

  it.each([
    ['nvs-basic-v1', 1, 8],
    ['nvs-basic-v2', 2, 8],
    ['nvs-many-v2', 2, 240],
  ] as const)('%s is read, written as CSV and made again', (id, version, count) => {
    const bytes = readFileSync(golden('expected', id, 'nvs.bin'));
    const contents = readNvs(bytes);
    expect(contents).toMatchObject({ version, sizeBytes: bytes.length, problems: [], encrypted: false });
    expect(contents.entries).toHaveLength(count);
    const rows = parseNvsCsv(formatNvsCsv(contents));
    expect(Buffer.from(buildNvs(rows, { sizeBytes: bytes.length, version })).equals(bytes)).toBe(true);
  });
});
