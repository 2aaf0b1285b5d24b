import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleBytes, simulatedBoards } from './cli-setup';
import { serialPort } from '../unit/cli/fake-io';
import { bootloaderFor } from '../unit/firmware/sample-images';
import { folderWith } from '../unit/firmware/temp-folder';

const c3 = 'sim://esp32c3?speed=fast';
const mac = 'MAC:                7c:df:a1:00:00:0';

/** A port in the system's list that is a simulated board, or nothing at all. */
const listed = (id: string, changes: Parameters<typeof serialPort>[1] = {}) =>
  serialPort(id, { usbVendorId: 0x10c4, usbProductId: 0xea60, adapter: 'CP210x', ...changes });

describe('the port', () => {
  it('is found among several: each likely one is tried in turn', async () => {
    const { run, opened } = simulatedBoards();
    const ports = [
      listed('sim://esp32?speed=fast&fault=deaf'),
      listed('sim://esp32s3?speed=fast&fault=busy'),
      listed(`${c3}&mac=7c:df:a1:00:00:01`),
      listed('sim://esp32?speed=fast&board=last'),
    ];
    const { status, out, err } = await run(['read-mac'], { ports });
    expect(status, err).toBe(0);
    expect(opened).toEqual(ports.slice(0, 3).map(({ id }) => id));
    expect(out).toMatch(/Connecting to sim:\/\/esp32\?.*\n(.*\n)*.*Connecting to sim:\/\/esp32s3/);
    expect(out).toContain('Another program is using');
    expect(out).toContain(`${mac}1`);
  });

  it('has the chip that was asked for', async () => {
    const { run } = simulatedBoards();
    const ports = [listed('sim://esp32?speed=fast'), listed(`${c3}&mac=7c:df:a1:00:00:02`)];
    const { status, out } = await run(['--chip', 'ESP32-C3', 'read-mac'], { ports });
    expect(status).toBe(0);
    expect(out).toContain('The board has an ESP32, but ESP32-C3 was chosen.');
    expect(out).toContain(`${mac}2`);
  });

  it('is none of several when none answers, and all are named', async () => {
    const { run } = simulatedBoards();
    const ports = [listed('sim://esp32?speed=fast&fault=busy'), listed(`${c3}&fault=busy`)];
    const { status, err } = await run(['read-mac'], { ports });
    expect(status).toBe(2);
    expect(err).toContain(`No board answers on any of these ports: ${ports.map(({ id }) => id).join(', ')}.`);
  });

  it('passes the filters', async () => {
    const { run, opened } = simulatedBoards();
    const ports = [listed('sim://esp32?speed=fast'), listed(c3, { serialNumber: 'abc' })];
    expect((await run(['--port-filter', 'serial=abc', 'read-mac'], { ports })).status).toBe(0);
    expect(opened).toEqual([c3]);
  });

  it('comes from the environment, with the other settings there', async () => {
    const { run } = simulatedBoards();
    const environment = {
      ESPTOOL_PORT: `${c3}&mac=7c:df:a1:00:00:03`,
      ESPTOOL_BAUD: '460800',
      ESPTOOL_AFTER: 'no_reset',
      ESPTOOL_CHIP: 'esp32c3',
    };
    const { status, out } = await run(['read_mac'], { environment });
    expect(status).toBe(0);
    expect(out).toContain(`${mac}3`);
    expect(out).toContain('Baud rate changed to 460800.');
    expect(out).toContain('The chip stays in its loader.');
    const said = await run(['-b', '230400', '-a', 'hard-reset', 'read-mac'], { environment });
    expect(said.out).toContain('Baud rate changed to 230400.');
    expect(said.out).toContain('Hard resetting …');
  });

  it('is waited for as often as was said', async () => {
    const { run, bench } = simulatedBoards();
    let looked = 0;
    const openTransport = (port: string) => {
      looked += 1;
      return bench.open(looked < 3 ? `${port}&fault=busy` : port);
    };
    const argv = ['-p', c3, 'read-mac'];
    const environment = { ESPTOOL_OPEN_PORT_ATTEMPTS: '3' };
    expect((await run(argv, { environment, openTransport })).status).toBe(0);
    expect(looked).toBe(3);
    looked = 0;
    expect((await run(argv, { openTransport })).status).toBe(2);
    expect(looked).toBe(1);
  });
});

describe('the configuration file', () => {
  it('says how to connect, below command line and environment', async () => {
    const { run, opened } = simulatedBoards();
    const workingFolder = await folderWith({
      'esptool.cfg': '[esptool]\nconnect_attempts = 1\ntimeout = 6\nreset_delay = 0.06\ncolour = red\n',
    });
    const { status, out, err } = await run(['-p', c3, 'read-mac'], { workingFolder });
    expect(status, err).toBe(0);
    expect(out).toContain('Settings from esptool.cfg.');
    expect(err).toBe('Warning: esptool.cfg: “colour” is not a setting that Kiln knows.\n');
    expect(opened).toEqual([c3]);
  });

  it('replaces the way into the loader and out of it', async () => {
    const { run } = simulatedBoards();
    const traceOf = async (lines: string) => {
      const workingFolder = await folderWith({ 'esptool.cfg': `[esptool]\n${lines}\n` });
      return run(['-p', c3, '--connect-attempts', '1', 'read-mac'], { workingFolder });
    };
    const classic = 'D0|R1|W0.1|D1|R0|W0.05|D0';
    expect((await traceOf(`custom_reset_sequence = ${classic}`)).status).toBe(0);
    // IO0 stays high: the board starts what it has.
    const wrong = await traceOf('custom_reset_sequence = D0|R1|W0.1|R0');
    expect(wrong.status).toBe(2);
    expect(wrong.err).toContain('BOOT was not held');
    const hardReset = await traceOf('custom_hard_reset_sequence = R1|W0.1|R0');
    expect(hardReset).toMatchObject({ status: 0, err: '' });
  });

  it('is refused with its name and the key where a value cannot be, before any port is opened', async () => {
    const { run, opened } = simulatedBoards();
    const workingFolder = await folderWith({ 'setup.cfg': '[esptool]\nconnect_attempts = many\n' });
    const { status, err } = await run(['-p', c3, 'read-mac'], { workingFolder });
    expect(status).toBe(2);
    expect(err).toMatch(/^Error: connect_attempts in setup\.cfg cannot be “many”/);
    expect(opened).toEqual([]);
  });
});

describe('a trace', () => {
  it('is a file that can be attached to a bug report', async () => {
    const { run } = simulatedBoards();
    const folder = await folderWith({});
    const path = join(folder, 'trace.txt');
    const { status, out, err } = await run(['-p', c3, '--trace-file', path, 'read-mac']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines[0]).toBe('Kiln 1.2.3 on Test system');
    expect(lines[1]).toBe('Command: kiln esptool --trace-file "my trace.txt"');
    const text = lines.join('\n');
    expect(text).toMatch(/^\[0\.\d{3}\] Connecting to sim:\/\/esp32c3/m);
    expect(text).toMatch(/^\[\d+\.\d{3}\] → SYNC .*bytes\)$/m);
    expect(text).toMatch(/^\[\d+\.\d{3}\] ← OHAI stub started/m);
    for (const line of out.trimEnd().split('\n')) expect(text).toContain(line);
  });

  it('tells how it ended', async () => {
    const { run } = simulatedBoards();
    const path = join(await folderWith({}), 'trace.txt');
    const options = ['-p', `${c3}&fault=deaf`, '--connect-attempts', '1'];
    expect((await run([...options, '--silent', '--trace-file', path, 'read-mac'])).status).toBe(2);
    expect(await readFile(path, 'utf8')).toMatch(/^\[\d+\.\d{3}\] failed \(connect-[a-z-]+\): /m);
  });
});

describe('write-flash', () => {
  const written = async (port: string, files: Readonly<Record<string, Uint8Array>>) => {
    const boards = simulatedBoards();
    const folder = await folderWith(files);
    const at = (name: string) => join(folder, name);
    const write = (...argv: string[]) => boards.run(['-p', port, 'write-flash', ...argv]);
    const flash = (offset: number, sizeBytes: number) =>
      boards.bench.board(port).flash.read(offset, sizeBytes);
    return { at, write, flash, run: (...argv: string[]) => boards.run(['-p', port, ...argv]) };
  };
  const old = sampleBytes(0x8000);
  const changed = old.slice();
  changed.fill(0x5a, 0x3000, 0x3100);

  it('sends only what differs from what was written before', async () => {
    const { at, write, flash } = await written(c3, { 'old.bin': old, 'new.bin': changed });
    await write('0x10000', at('old.bin'));
    const { status, out, err } = await write(
      ...['-u', '0x10000', at('new.bin'), '--diff-with', at('old.bin')],
    );
    expect(status, err).toBe(0);
    expect(out).toContain('Wrote 32768 bytes (4096 sent) at 0x00010000');
    expect(out).toContain('Hash of data verified.');
    expect(Buffer.from(flash(0x1_0000, 0x8000)).equals(changed)).toBe(true);
  });

  it('sends all of it where the flash holds something else, and does not take that on trust unless told to', async () => {
    const { at, write, flash } = await written(c3, { 'old.bin': old, 'new.bin': changed });
    const files = ['0x10000', at('new.bin'), '--diff-with', at('old.bin')];
    const trusting = await write('-u', '--trust-flash-content', ...files);
    expect(trusting.status).toBe(2);
    expect(trusting.err).toContain('The bytes on the chip differ from new.bin');
    const asking = await write('-u', ...files);
    expect(asking.status, asking.err).toBe(0);
    expect(asking.out).toContain('The flash does not hold what new.bin was to be compared with');
    expect(asking.out).toContain('(32768 sent)');
    expect(Buffer.from(flash(0x1_0000, 0x8000)).equals(changed)).toBe(true);
  });

  it('compares some files and skips others', async () => {
    const { at, write } = await written(c3, {
      'old.bin': old,
      'new.bin': changed,
      'one.bin': old.slice(0, 4096),
    });
    await write('0x10000', at('old.bin'));
    const { status, out } = await write(
      ...['-u', '0x8000', at('one.bin'), '0x10000', at('new.bin'), '--diff-with', 'skip', at('old.bin')],
    );
    expect(status).toBe(0);
    expect(out).toContain('Wrote 4096 bytes (4096 sent) at 0x00008000');
    expect(out).toContain('Wrote 32768 bytes (4096 sent) at 0x00010000');
  });

  it('lets the chip encrypt, and says that it cannot compare', async () => {
    const secured = `${c3}&secure=encryption`;
    const data = sampleBytes(0x1000);
    const { at, write, flash } = await written(secured, { 'app.bin': data });
    const plain = await write('0x10000', at('app.bin'));
    expect(plain.status).toBe(2);
    expect(plain.err).toContain('flash encryption is on');
    const { status, out, err } = await write('--encrypt', '0x10000', at('app.bin'));
    expect(status, err).toBe(0);
    expect(out).toContain('app.bin was written, but not compared');
    expect(out).not.toContain('Hash of data verified.');
    expect(Buffer.from(flash(0x1_0000, 0x1000)).equals(data)).toBe(false);
  });

  it('encrypts only the files of --encrypt-files', async () => {
    const data = sampleBytes(0x1000);
    const { at, write, flash } = await written(`${c3}&board=open`, { 'a.bin': data, 'b.bin': data });
    const files = ['0x8000', at('a.bin'), '--encrypt-files', '0x10000', at('b.bin')];
    const refused = await write(...files);
    expect(refused.status).toBe(2);
    const { status, out, err } = await write('--ignore-flash-enc-efuse', ...files);
    expect(status, err).toBe(0);
    expect(out.match(/Hash of data verified\./g)).toHaveLength(1);
    expect(Buffer.from(flash(0x8000, 0x1000)).equals(data)).toBe(true);
    expect(Buffer.from(flash(0x1_0000, 0x1000)).equals(data)).toBe(false);
  });

  it('erases everything first when asked to', async () => {
    const { at, write, flash } = await written(c3, { 'old.bin': old, 'one.bin': old.slice(0, 4096) });
    await write('0x100000', at('old.bin'));
    expect((await write('--erase-all', '0x10000', at('one.bin'))).status).toBe(0);
    expect(flash(0x10_0000, 0x8000).every((byte) => byte === 0xff)).toBe(true);
  });

  it('puts the settings of the environment into the header of the bootloader', async () => {
    const boards = simulatedBoards();
    const boot = join(await folderWith({ 'boot.bin': bootloaderFor('esp32c3') }), 'boot.bin');
    const environment = { ESPTOOL_FM: 'qio', ESPTOOL_FF: '40m', ESPTOOL_FS: '2MB' };
    const write = await boards.run(['-p', c3, 'write_flash', '0', boot], { environment });
    expect(write.status, write.err).toBe(0);
    expect([...boards.bench.board(c3).flash.read(2, 2)]).toEqual([0, 0x10]);
    const verify = ['-p', c3, 'verify-flash', '0', boot];
    expect((await boards.run(verify, { environment })).status).toBe(0);
    expect((await boards.run(verify)).status).toBe(2);
  });
});

describe('the way to the flash', () => {
  it('may be over other pins and with another voltage', async () => {
    const { run } = simulatedBoards();
    const esp32 = 'sim://esp32?speed=fast';
    const other = await run(['-p', esp32, '--override-vddsdio', '1.8V', 'flash-id', '-sc', 'SPI']);
    expect(other.status, other.err).toBe(0);
    expect(other.out).toContain('Flash voltage: 1.8V');
    const wrongChip = await run(['-p', c3, '--override-vddsdio', '1.8V', 'flash-id']);
    expect(wrongChip.status).toBe(2);
    expect(wrongChip.err).toContain('ESP32-C3');
    const noSuchPin = await run(['-p', c3, 'flash-id', '--spi-connection', '6,7,8,9,63']);
    expect(noSuchPin.status).toBe(2);
    expect(noSuchPin.err).toContain('63');
  });
});

describe('a secured board', () => {
  it('is not erased unless forced', async () => {
    const { run } = simulatedBoards();
    const port = `${c3}&secure=boot`;
    const refused = await run(['-p', port, 'erase-flash']);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain('secure boot is on');
    expect((await run(['-p', port, 'erase_region', '--force', '0x10000', '4k'])).status).toBe(0);
  });
});

describe('a board in secure download mode', () => {
  it('is written, and says what it does not allow', async () => {
    const { run, bench } = simulatedBoards();
    const port = `${c3}&secure=download`;
    const data = sampleBytes(0x1000);
    const folder = await folderWith({ 'data.bin': data });
    const write = await run(['-p', port, 'write-flash', '0x10000', join(folder, 'data.bin')]);
    expect(write.status, write.err).toBe(0);
    expect(write.out).toContain('data.bin was written, but not compared');
    expect(Buffer.from(bench.board(port).flash.read(0x1_0000, 0x1000)).equals(data)).toBe(true);
    expect((await run(['-p', port, 'get-security-info'])).out).toContain('Flags: 0x00000004');
    for (const argv of [
      ['read-flash', '0', '4k', join(folder, 'back.bin')],
      ['read-mem', '0x3fc80000'],
      ['read-flash-status'],
      ['load-ram', join(folder, 'data.bin')],
      ['verify-flash', '0x10000', join(folder, 'data.bin')],
    ]) {
      const { status, err } = await run(['-p', port, ...argv]);
      expect(status, argv[0]).toBe(2);
      expect(err, argv[0]).toMatch(/secure download mode/);
    }
  });
});

describe('a chip that is left in its stub', () => {
  it('is met again without reset and without sync', async () => {
    const { run } = simulatedBoards();
    await run(['-p', c3, '--after', 'no-reset-stub', 'read-mac']);
    const again = await run(['-p', c3, '--before', 'no_reset_no_sync', '--after', 'soft-reset', 'read-mac']);
    expect(again.out).toContain('Stub flasher is running already.');
    // Only the ESP8266's stub can start what is in the flash.
    expect(again.status).toBe(2);
    expect((await run(['-p', c3, '--after', 'watchdog-reset', 'read-mac'])).status).toBe(0);
  });
});

describe('a bad line', () => {
  it('is gone over more slowly, with every step told', async () => {
    const boards = simulatedBoards();
    const port = `${c3}&fault=drop:host:FLASH_DATA:1:12`;
    const data = sampleBytes(0x4000);
    const file = join(await folderWith({ 'data.bin': data }), 'data.bin');
    const { status, out, err } = await boards.run([
      '-p',
      port,
      '-b',
      '921600',
      'write-flash',
      '-u',
      '0x10000',
      file,
    ]);
    expect(status, err).toBe(0);
    expect(out).toContain('Warning: the link failed; going on at 460800 baud.');
    expect(out).toContain('Hash of data verified.');
    expect(Buffer.from(boards.bench.board(port).flash.read(0x1_0000, 0x4000)).equals(data)).toBe(true);
  });
});
