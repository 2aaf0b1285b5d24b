import { readFileSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { nandCommandNames } from '../../src-main/cli/esptool/nand-commands';
import { normaliseArguments } from '../../src-main/cli/normalise-arguments';
import { createProgram, runCli } from '../../src-main/cli/run-cli';
import { golden, withoutGolden } from '../support/golden';
import { fakeIo } from '../unit/cli/fake-io';

interface Param {
  readonly kind: 'option' | 'argument';
  readonly names: readonly string[];
  readonly required: boolean;
  readonly type: string | readonly string[];
  readonly default?: unknown;
  readonly flag?: boolean;
  readonly multiple?: boolean;
  /** -1: one or more. */
  readonly nargs?: number;
}

interface Reference {
  readonly options: readonly Param[];
  readonly commands: Readonly<Record<string, { readonly params: readonly Param[] }>>;
}

function readReference(): Reference {
  const file = JSON.parse(readFileSync(golden('commands.json'), 'utf8')) as { readonly esptool: Reference };
  return file.esptool;
}

/** Every way in which our command is not the reference's; empty when there is none. */
function differences(command: Command, params: readonly Param[]): string[] {
  const options = params.filter(({ kind }) => kind === 'option');
  const args = params.filter(({ kind }) => kind === 'argument');
  return [
    ...options.flatMap((option) => optionDifferences(command, option)),
    ...argumentDifferences(command, args),
  ].map((difference) => `${command.name()}: ${difference}`);
}

function optionDifferences(command: Command, wanted: Param): string[] {
  const long = wanted.names.find((name) => name.startsWith('--')) ?? '';
  const ours = command.options.find((option) => option.long === long);
  if (ours === undefined) return [`${long} is missing`];
  return [
    ...wanted.names.filter((name) => !isSpelling(ours, name)).map((name) => `${long} is not also ${name}`),
    ...(takesValue(ours) === (wanted.flag === true)
      ? [`${long} should be a flag: ${wanted.flag === true}`]
      : []),
    ...(ours.mandatory === wanted.required ? [] : [`${long} should be required: ${wanted.required}`]),
    ...choiceDifferences(long, ours.argChoices, wanted.type),
    ...(wanted.flag === true ? [] : defaultDifferences(long, ours.defaultValue, wanted)),
  ];
}

/** With one dash and two letters it is understood before the parser, which cannot. */
function isSpelling(option: Option, name: string): boolean {
  const [normal = ''] = normaliseArguments([name], new Set());
  return [option.long, option.short].includes(normal);
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function choiceDifferences(name: string, ours: readonly string[] | undefined, type: Param['type']): string[] {
  if (typeof type === 'string') return [];
  const wanted = [...type].sort().join(' ');
  const found = [...(ours ?? [])].sort().join(' ');
  return found === wanted ? [] : [`${name} should take one of ${wanted}; it takes ${found}`];
}

function defaultDifferences(name: string, ours: unknown, { default: wanted, multiple }: Param): string[] {
  if (multiple === true && Array.isArray(ours) && ours.length === 0) return [];
  // Whether a number is kept as one or as its text is nobody's business.
  const asText = (value: unknown): string => {
    if (value === undefined || value === null) return 'nothing';
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return asText(ours) === asText(wanted)
    ? []
    : [`${name} should be ${asText(wanted)} by default; it is ${asText(ours)}`];
}

function argumentDifferences(command: Command, wanted: readonly Param[]): string[] {
  const ours = command.registeredArguments;
  if (ours.length !== wanted.length) return [`takes ${ours.length} arguments instead of ${wanted.length}`];
  return wanted.flatMap((param, index) => {
    const argument = ours[index];
    const name = param.names[0] ?? '';
    return [
      ...(argument?.required === param.required ? [] : [`${name} should be required: ${param.required}`]),
      ...(argument?.variadic === (param.nargs === -1) ? [] : [`${name} should be repeatable`]),
      ...defaultDifferences(name, argument?.defaultValue, param),
    ];
  });
}

describe.skipIf(withoutGolden)('the command line of the reference tool', () => {
  // The body of a describe that is skipped is run all the same.
  const reference: Reference = withoutGolden ? { options: [], commands: {} } : readReference();
  const { esptool } = createProgram(fakeIo().io);
  const find = (name: string) => esptool.commands.find((command) => command.name() === name);
  const known = Object.entries(reference.commands).filter(([name]) => !nandCommandNames.includes(name));

  it('is known with every command and option, both spellings, choices and defaults', () => {
    const missing = [
      ...differences(esptool, reference.options),
      ...known.flatMap(([name, { params }]) => {
        const command = find(name);
        return command === undefined ? [`${name}: the command is missing`] : differences(command, params);
      }),
    ];
    const optionCount = known.flatMap(([, { params }]) => params).length + reference.options.length;
    console.log(
      `esptool: ${known.length} commands with ${optionCount} options and arguments; missing: ${missing.join('; ') || 'nothing'}`,
    );
    expect(missing).toEqual([]);
  });

  it.each([...new Set(known.flatMap(([name]) => [name, name.replaceAll('-', '_')]))])(
    'knows %s',
    async (name) => {
      const { io, out, err } = fakeIo();
      expect(await runCli(['esptool', name, '--help'], io)).toBe(0);
      expect(err()).toBe('');
      expect(out()).toContain(`Usage: kiln esptool ${name.replaceAll('_', '-')}`);
    },
  );

  it.each(Object.keys(reference.commands).filter((name) => nandCommandNames.includes(name)))(
    'refuses %s by name: it is for NAND flash',
    async (name) => {
      const { io, err } = fakeIo();
      expect(await runCli(['esptool', name.replaceAll('-', '_'), 'x', '--spi-connection', 'SPI'], io)).toBe(
        2,
      );
      expect(err()).toContain(`“${name}” is for NAND flash`);
    },
  );

  it.each([
    ['write-flash --nand-end-address 0x1000 0 a.bin', '--nand-end-address is for NAND flash'],
    ['write-flash -ft nand 0 a.bin', 'Kiln knows only NOR flash'],
    ['erase-flash --flash_type nand', 'Kiln knows only NOR flash'],
  ])('refuses %s', async (line, reason) => {
    const { io, err } = fakeIo();
    expect(await runCli(['esptool', ...line.split(' ')], io)).toBe(2);
    expect(err()).toContain(reason);
  });
});
