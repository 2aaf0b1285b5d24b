import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { folderWith } from '../firmware/temp-folder';
import { fakeIo, serialPort } from './fake-io';

async function run(
  line: string | readonly string[],
  ports = [serialPort('/dev/ttyUSB0')],
  environment: Readonly<Record<string, string>> = {},
) {
  const fake = fakeIo({ ports, environment });
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

describe('the environment', () => {
  it('stands in for what the command line leaves open', async () => {
    const environment = { ESPTOOL_PORT: '/dev/fromEnvironment' };
    expect((await run('esptool read-mac', [], environment)).err).toContain('/dev/fromEnvironment');
    expect((await run('esptool -p /dev/given read-mac', [], environment)).err).toContain('/dev/given');
    expect((await run('esptool read-mac', [], { ESPTOOL_PORT: '' })).err).toContain('No port looks like');
  });

  it('is not asked for what was said, even where it is wrong', async () => {
    const { err } = await run('esptool -p /dev/given -b 115200 read-mac', [], { ESPTOOL_BAUD: 'fast' });
    expect(err).toContain('There is no port /dev/given');
  });

  it('has the old spellings too', async () => {
    const environment = { ESPTOOL_BEFORE: 'no_reset', ESPTOOL_CHIP: 'ESP32-C3' };
    expect((await run('esptool -p /dev/given read-mac', [], environment)).err).toContain(
      'no port /dev/given',
    );
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
    ['esptool erase-region 0 0', /the number of bytes is 0/],
    ['esptool erase-region 4096M 4k', /“4096M” is not an offset/],
    ['esptool erase-region -1 4k', /“-1” is not an offset/],
    ['esptool read-flash 0 0 out.bin', /the number of bytes is 0/],
    ['esptool read-flash 0 99999999999999999999 out.bin', /is not a number of bytes/],
    ['esptool read-flash 0 1k /', /could not be written: EISDIR/],
    ['esptool read-flash 0 1k /nowhere/at/all.bin', /could not be written: ENOENT/],
    ['esptool read-flash --flash-size 5MB 0 ALL out.bin', /choose one of detect, keep, 256KB/],
    ['esptool read-mem', /missing required argument 'address'/],
    ['esptool read-mem here', /“here” is not an address/],
    ['esptool read-mem 0x100000000', /“0x100000000” is not an address/],
    ['esptool write-mem 0x3ff00000', /missing required argument 'value'/],
    ['esptool write-mem 0x3ff00000 0x100000000', /is not a value of 32 bits/],
    ['esptool write-mem 0x3ff00000 1 all', /“all” is not a value of 32 bits/],
    ['esptool dump-mem 0x40000000 0 rom.bin', /the number of bytes is 0/],
    ['esptool dump-mem 0xfffffffc 8 rom.bin', /past the last address/],
    ['esptool load-ram', /missing required argument 'filename'/],
    ['esptool load-ram /dev/null', /null cannot be read: not a file/],
    ['esptool load-ram /', /cannot be read: not a file/],
    ['esptool read-flash-status --bytes 4', /choose one of 1, 2, 3/],
    ['esptool write-flash-status --bytes 1 0x100', /“0x100” does not fit into 1 status bytes/],
    ['esptool write-flash-status', /missing required argument 'value'/],
    ['esptool read-flash-sfdp 0 none', /“none” is not a number of bytes/],
    ['esptool flash-id --spi-connection 6,7,8', /five GPIO numbers are needed/],
    ['esptool flash-id -sc 6,7,8,9,64', /five GPIO numbers are needed/],
    ['esptool flash-id -sc 6,7,8,9,-1', /five GPIO numbers are needed/],
    [
      'esptool write-flash 0 b.bin --encrypt --encrypt-files 0 a',
      /choose either --encrypt or --encrypt-files/,
    ],
    ['esptool write-flash --trust-flash-content 0 b.bin', /means something only with --diff-with/],
    ['esptool write-flash 0 /', /cannot be read: not a file/],
    ['esptool write-flash 0 /dev/null', /null cannot be read: not a file/],
    ['esptool --override-vddsdio 3.3V flash-id', /choose one of 1.8V, 1.9V, OFF/],
    ['esptool --stub-version 3 flash-id', /choose one of 1, 2/],
    ['esptool --trace-file /nowhere/trace.txt read-mac', /trace.txt could not be written: ENOENT/],
    ['esptool --port-filter colour=red read-mac', /“colour=red” is no filter/],
    ['esptool -b 5000000000 read-mac', /a whole number above 0 is needed/],
    ['esptool @nowhere.txt', /There is no file nowhere.txt/],
    ['esptool version extra', /too many arguments/],
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
    ['ESPTOOL_BAUD', 'fast', 'read-mac'],
    ['ESPTOOL_CHIP', 'esp99', 'read-mac'],
    ['ESPTOOL_BEFORE', 'never', 'read-mac'],
    ['ESPTOOL_AFTER', 'maybe', 'read-mac'],
    ['ESPTOOL_CONNECT_ATTEMPTS', 'many', 'read-mac'],
    ['ESPTOOL_OPEN_PORT_ATTEMPTS', '-1', '--port x read-mac'],
    ['ESPTOOL_FM', 'fast', 'verify-flash 0 a.bin'],
    ['ESPTOOL_FF', '81m', 'verify-flash 0 a.bin'],
    ['ESPTOOL_FS', '3MB', 'verify-flash 0 a.bin'],
    ['ESPTOOL_CFGFILE', 'gone.cfg', 'read-mac'],
  ])('%s=%s', async (name, value, line) => {
    const { status, err } = await run(`esptool ${line}`, undefined, { [name]: value });
    expect(status).toBe(2);
    expect(err).toContain(`${name} in the environment cannot be “${value}”`);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
  });

  it('a file that is not there is named before any port is opened', async () => {
    const folder = await folderWith({});
    const { status, err } = await run(['esptool', 'write-flash', '0', join(folder, 'gone.bin')]);
    expect(status).toBe(2);
    expect(err).toMatch(/^Error: There is no file gone.bin/);
  });

  it.each([
    ['too few', ['--diff-with', 'a.bin']],
    ['too many', ['--diff-with', 'a.bin', '--diff-with', 'skip', '--diff-with', 'a.bin']],
  ])('%s files to compare with are counted', async (_, diff) => {
    const file = join(await folderWith({ 'new.bin': 'x' }), 'new.bin');
    const { status, err } = await run(['esptool', 'write-flash', ...diff, '0', file, '0x1000', file]);
    expect(status).toBe(2);
    expect(err).toContain(`2 to write, ${diff.length / 2} given`);
  });

  it('an older file that is not there is named', async () => {
    const file = join(await folderWith({ 'new.bin': 'x' }), 'new.bin');
    const { err } = await run(['esptool', 'write-flash', '0', file, '--diff-with', 'gone.bin']);
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
