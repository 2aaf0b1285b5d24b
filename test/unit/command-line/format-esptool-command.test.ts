import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatEsptoolCommand,
  type EsptoolCommand,
} from '../../../src-shared/command-line/format-esptool-command';
import { parseFlashCommand } from '../../../src-shared/command-line/parse-flash-command';
import { chipIds, flashModes } from '../../../src-shared/model/chip';

const plain: EsptoolCommand = {
  chip: null,
  port: null,
  baud: null,
  useStub: true,
  compress: true,
  flashMode: null,
  flashFrequency: null,
  flashSize: null,
  eraseAll: false,
  files: [{ offset: 0x1_0000, path: 'app.bin' }],
};

const markCharacters = [
  '"',
  "'",
  '\\',
  ' ',
  '$',
  '`',
  '^',
  '&',
  '|',
  ';',
  '<',
  '>',
  '(',
  ')',
  '#',
  '@',
  '%',
  '=',
  '-',
  '.',
  '/',
];
/** Any line of text: what no system allows in a name is among it, so much the better. */
const lineOfText = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...markCharacters), fc.string({ minLength: 1, maxLength: 1 })),
    minLength: 1,
    maxLength: 24,
  })
  .filter((text) => !/[\r\n]/.test(text));
const path = lineOfText.filter((text) => !/^[-@]/.test(text));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const commands: fc.Arbitrary<EsptoolCommand> = fc.record({
  chip: orNull(fc.constantFrom(...chipIds)),
  port: orNull(lineOfText.filter((text) => !/^\W?port\W?$/i.test(text))),
  baud: orNull(fc.integer({ min: 300, max: 8_000_000 })),
  useStub: fc.boolean(),
  compress: fc.boolean(),
  flashMode: orNull(fc.constantFrom(...flashModes)),
  flashFrequency: orNull(fc.constantFrom('80m', '40m', '26m', '20m')),
  flashSize: orNull(fc.constantFrom('256KB', '4MB', '2MB-c1', '128MB')),
  eraseAll: fc.boolean(),
  files: fc.uniqueArray(fc.record({ offset: fc.nat(0xffff_ffff), path }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ offset }) => offset,
  }),
});

describe('a plan as an esptool command', () => {
  it('says what the plan says, in the spelling of version 5', () => {
    const command: EsptoolCommand = {
      ...plain,
      chip: 'esp32c3',
      port: '/dev/ttyUSB0',
      baud: 460_800,
      useStub: false,
      compress: false,
      flashMode: 'dio',
      flashFrequency: '80m',
      flashSize: 'detect',
      eraseAll: true,
      files: [
        { offset: 0, path: 'boot loader.bin' },
        { offset: 0x1_0000, path: 'app.bin' },
      ],
    };
    expect(formatEsptoolCommand(command, 'posix')).toBe(
      'esptool --chip esp32c3 --port /dev/ttyUSB0 --baud 460800 --no-stub write-flash --erase-all --no-compress ' +
        "--flash-mode dio --flash-freq 80m --flash-size detect 0x0 'boot loader.bin' 0x10000 app.bin",
    );
  });

  it.each([
    ['posix', "it's.bin", `'it'\\''s.bin'`],
    ['posix', '$x.bin', `'$x.bin'`],
    ['windows', 'my app.bin', '"my app.bin"'],
    ['windows', 'build\\app.bin', 'build\\app.bin'],
    ['windows', "it's $5.bin", `'it''s $5.bin'`],
    ['posix', '-e.bin', './-e.bin'],
    ['windows', '@home.bin', '"./@home.bin"'],
  ] as const)('is quoted for %s: %s', (shell, name, quoted) => {
    const command = formatEsptoolCommand({ ...plain, files: [{ offset: 0, path: name }] }, shell);
    expect(command).toBe(`esptool write-flash 0x0 ${quoted}`);
  });

  it.each(['posix', 'windows'] as const)('is read back as it was, quoted for %s', (shell) => {
    fc.assert(
      fc.property(commands, (command) => {
        const { useStub, compress, eraseAll, ...said } = command;
        expect(parseFlashCommand(formatEsptoolCommand(command, shell))).toEqual({
          ...said,
          tool: 'esptool',
          eraseAll: eraseAll ? true : null,
          ignored: [...(useStub ? [] : ['--no-stub']), ...(compress ? [] : ['--no-compress'])],
        });
      }),
      { numRuns: 2000 },
    );
  });
});
