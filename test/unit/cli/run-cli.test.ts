import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { golden, withoutGolden } from '../../support/golden';
import { folderWith } from '../firmware/temp-folder';
import { fakeIo, serialPort } from './fake-io';

async function run(line: string | readonly string[], ports = [serialPort('/dev/ttyUSB0')]) {
  const fake = fakeIo({ ports });
  const status = await runCli(typeof line === 'string' ? line.split(' ') : line, fake.io);
  return { status, out: fake.out(), err: fake.err() };
}

describe('kiln', () => {
  it('tells its version', async () => {
    expect(await run('--version')).toEqual({ status: 0, out: '1.2.3\n', err: '' });
    expect(await run('esptool version')).toEqual({ status: 0, out: '1.2.3\n', err: '' });
  });

  it('tells its commands', async () => {
    const { status, out } = await run('--help');
    expect(status).toBe(0);
    for (const command of ['ports', 'simulate', 'esptool'])
      expect(out).toMatch(new RegExp(`^ +${command}`, 'm'));
  });

  it.each([[[]], [['esptool']]])('shows its help and fails when nothing is asked: %j', async (argv) => {
    const { status, err } = await run(argv);
    expect(status).toBe(2);
    expect(err).toContain('Usage: kiln');
  });

  it('lists ports', async () => {
    const ports = [
      serialPort('/dev/ttyUSB10', { label: 'CP210x bridge', adapter: 'CP210x', serialNumber: '01A2' }),
      serialPort('/dev/ttyACM0', { label: 'A board' }),
    ];
    expect((await run('ports', ports)).out).toBe(
      '/dev/ttyUSB10  CP210x bridge (CP210x, serial 01A2)\n/dev/ttyACM0   A board\n',
    );
    expect(await run('ports', [])).toMatchObject({ status: 0, out: '', err: /no serial port/ });
  });
});

describe('what cannot be carried out', () => {
  it.each([
    ['fly', /unknown command 'fly'/],
    ['esptool fly', /unknown command 'fly'/],
    ['ports --all', /unknown option '--all'/],
    ['ports twice', /too many arguments/],
    ['esptool --chip esp99 read-mac', /choose one of auto, esp8266/],
    ['esptool --baud fast read-mac', /a whole number above 0 is needed/],
    ['esptool --baud 0 read-mac', /a whole number above 0 is needed/],
    ['esptool --before never read-mac', /choose one of default-reset/],
    ['esptool --connect-attempts many read-mac', /a number is needed/],
    ['esptool write-flash', /missing required argument/],
    ['esptool write-flash 0x1000', /every offset needs a file: “0x1000” has none/],
    ['esptool write-flash app.bin 0x1000', /“app.bin” is not an offset/],
    ['esptool write-flash -z -u 0 app.bin', /choose either --compress or --no-compress/],
    ['esptool write-flash -fm fast 0 app.bin', /choose one of keep, qio/],
    ['esptool write-flash --flash_size 3MB 0 app.bin', /choose one of detect, keep, 256KB/],
    ['esptool read-flash 0 much out.bin', /“much” is not a number of bytes/],
    ['esptool read-flash x 1k out.bin', /“x” is not an offset/],
    ['esptool read-flash 0 1k', /missing required argument/],
    ['esptool erase-region 0 everything', /“everything” is not a number of bytes/],
    ['simulate', /say which board/],
    ['simulate --chip esp32', /say where the board listens/],
    ['simulate --board chip=esp32,listen=tcp://127.0.0.1:0,fault=bang', /“bang” is not a fault/],
  ])('kiln %s', async (line, reason) => {
    const { status, out, err } = await run(line);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(reason);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
  });

  it.each([
    ['write-flash --encrypt 0 a.bin', '--encrypt'],
    ['write-flash --encrypt-files 0 a.bin', '--encrypt-files'],
    ['write-flash --ignore-flash-enc-efuse 0 a.bin', '--ignore-flash-enc-efuse'],
    ['write-flash --diff-with old.bin 0 a.bin', '--diff-with'],
    ['write-flash --trust-flash-content 0 a.bin', '--trust-flash-content'],
    ['write_flash --nand-end-address 0 0 a.bin', '--nand-end-address'],
    ['write-flash -ft nand 0 a.bin', '--flash-type'],
    ['verify-flash -sc SPI 0 a.bin', '--spi-connection'],
    ['flash-id --spi_connection HSPI', '--spi-connection'],
    ['erase-flash --force', '--force'],
    ['--override-vddsdio 1.8V flash-id', '--override-vddsdio'],
    ['--stub-version 1 flash-id', '--stub-version'],
    ['image-info a.bin', 'image-info'],
    ['merge_bin -o all.bin 0 a.bin', 'merge-bin'],
  ])('kiln esptool %s is refused by name', async (line, name) => {
    const { status, err } = await run(`esptool ${line}`);
    expect(status).toBe(2);
    expect(err).toContain(name);
    expect(err).toContain('not possible with Kiln yet');
  });

  it('a file that is not there is named before any port is opened', async () => {
    const folder = await folderWith({});
    const { status, err } = await run(['esptool', 'write-flash', '0', join(folder, 'gone.bin')]);
    expect(status).toBe(2);
    expect(err).toMatch(/^Error: There is no file gone.bin/);
  });

  it('a port that is not there is named, with what to do', async () => {
    const { status, err } = await run('esptool -p /dev/nowhere read-mac');
    expect(status).toBe(2);
    expect(err).toBe(
      'Error: There is no port /dev/nowhere.\n' +
        'Plug the board in with a cable that carries data, then choose the port again. An empty list usually means a charge-only cable or a missing driver.\n',
    );
  });

  it('no likely port is said', async () => {
    expect(await run('esptool read-mac', [])).toMatchObject({ status: 2, err: /No port looks like/ });
  });
});

interface GoldenOption {
  readonly names: readonly string[];
  readonly kind: string;
  readonly flag?: boolean;
  readonly required: boolean;
}

interface GoldenCommands {
  readonly esptool: {
    readonly options: readonly GoldenOption[];
    readonly commands: Readonly<Record<string, { params?: GoldenOption[]; options?: GoldenOption[] }>>;
  };
}

const readCommands = (): GoldenCommands =>
  JSON.parse(readFileSync(golden('commands.json'), 'utf8')) as GoldenCommands;

/** Every option of the reference tool is either done or refused by name: none is unknown. */
describe.skipIf(withoutGolden)('options of the reference tool', () => {
  const built = [
    'chip-id',
    'flash-id',
    'read-mac',
    'write-flash',
    'read-flash',
    'verify-flash',
    'erase-flash',
    'erase-region',
    'version',
  ];
  // The body of a describe that is skipped is run all the same.
  const { esptool }: GoldenCommands = withoutGolden
    ? { esptool: { options: [], commands: {} } }
    : readCommands();

  it.each(built)('%s', async (name) => {
    const command = esptool.commands[name];
    expect(command).toBeDefined();
    const help = (await run(`esptool ${name} --help`)).out;
    for (const option of [...(command?.params ?? []), ...(command?.options ?? [])]) {
      if (option.kind !== 'option') continue;
      const long = option.names.find((one) => one.startsWith('--')) ?? '';
      const isBuilt = help.includes(long);
      for (const one of isBuilt ? option.names : []) expect(help, one).toContain(one);
      if (isBuilt) continue;
      const { err } = await run(['esptool', name, long, 'x']);
      expect(err, `${name} ${long}`).toContain(`${long} is not possible with Kiln yet`);
    }
  });

  it('before the command', async () => {
    const help = (await run('esptool --help')).out;
    for (const { names } of esptool.options) {
      const long = names.find((one) => one.startsWith('--')) ?? '';
      for (const name of help.includes(long) ? names : []) expect(help, name).toContain(name);
      if (help.includes(long)) continue;
      const { err } = await run(['esptool', long, '1', 'read-mac']);
      expect(err, long).toContain(`${long} is not possible with Kiln yet`);
    }
  });

  it('has no command that is unknown here', async () => {
    for (const name of Object.keys(esptool.commands)) {
      const { err } = await run(['esptool', name, '--help']);
      expect(err, name).not.toContain('unknown command');
    }
  });
});
