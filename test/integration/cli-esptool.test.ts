import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { realClock } from '../../src-main/platform/real-clock';
import { fakeIo } from '../unit/cli/fake-io';
import { appFor, bootloaderFor, otaTable } from '../unit/firmware/sample-images';
import { folderWith } from '../unit/firmware/temp-folder';
import { esptool, esptoolUntil, sampleBytes, simulate } from './cli-setup';

const boards = [
  { chip: 'esp32c3', bootloader: '0x0', options: [] },
  { chip: 'esp32c3', bootloader: '0x0', options: ['--no-stub'] },
  { chip: 'esp32', bootloader: '0x1000', options: [] },
  { chip: 'esp32', bootloader: '0x1000', options: ['--no-stub'] },
  { chip: 'esp8266', bootloader: '0x0', options: [] },
] as const;

describe('kiln esptool against a simulated board', () => {
  it.each(boards)(
    'writes, verifies and reads back on $chip $options',
    async ({ chip, bootloader, options }) => {
      const port = await simulate(chip);
      const data = sampleBytes(20_000);
      const folder = await folderWith({ 'boot.bin': bootloaderFor(chip), 'data.bin': data });
      const boot = join(folder, 'boot.bin');
      const file = join(folder, 'data.bin');
      const back = join(folder, 'back.bin');

      const written = await esptool('-p', port, ...options, 'write-flash', bootloader, boot, '64k', file);
      expect(written.err).toBe('');
      expect(written.status).toBe(0);
      expect(written.out).toContain('MAC:                7c:df:a1:b2:c3:d4');
      expect(written.out).toContain('Writing data.bin (20000 bytes) at 0x00010000');
      expect(written.out).toMatch(/Wrote 20000 bytes \(\d+ sent\) at 0x00010000/);
      expect(written.out.match(/Hash of data verified\./g)).toHaveLength(2);

      const verified = await esptool('-p', port, ...options, 'verify-flash', '0x10000', file);
      expect(verified).toMatchObject({ status: 0, err: '' });
      expect(verified.out).toContain('Verification successful: data.bin (20000 bytes) at 0x00010000.');

      const read = await esptool('-p', port, ...options, 'read-flash', '0x10000', '20000', back);
      expect(read).toMatchObject({ status: 0, err: '' });
      expect(Buffer.from(data).equals(await readFile(back))).toBe(true);
    },
  );

  it('does the same without compression, in the older spelling', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({ 'data.bin': sampleBytes(5000), 'boot.bin': bootloaderFor('esp32c3') });
    const paths = ['0', join(folder, 'boot.bin'), '0x10000', join(folder, 'data.bin')];
    const options = [
      '--chip',
      'esp32c3',
      '--port',
      port,
      '--before',
      'default_reset',
      '--after',
      'hard_reset',
    ];
    const header = ['--flash_mode', 'dio', '--flash_freq', '40m', '--flash_size', 'detect'];
    const written = await esptool(...options, 'write_flash', '-u', ...header, ...paths);
    expect(written).toMatchObject({ status: 0, err: '' });
    expect(written.out).toContain('Flash settings put into the header of boot.bin.');
    expect(written.out).toContain('Wrote 5000 bytes (');
    const verified = await esptool(...options, 'verify_flash', ...header, ...paths);
    expect(verified).toMatchObject({ status: 0, err: '' });
  });

  it('leaves out what is there already, when asked to', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({ 'data.bin': sampleBytes(5000) });
    const write = () => esptool('-p', port, 'write-flash', '-s', '0x10000', join(folder, 'data.bin'));
    expect((await write()).out).toContain('Hash of data verified.');
    const again = await write();
    expect(again.status).toBe(0);
    expect(again.out).toContain('Unchanged: data.bin at 0x00010000.');
    expect(again.out).not.toContain('Wrote');
  });

  it('tells what board it is', async () => {
    const port = await simulate('esp32c3');
    const { out } = await esptool('-p', port, 'flash-id');
    expect(out).toMatch(/^Chip type: +ESP32-C3/m);
    expect(out).toMatch(/^Crystal frequency: +40MHz/m);
    expect(out).toContain('MAC:                7c:df:a1:b2:c3:d4');
    expect(out).toContain('Detected flash size: 4MB');
    expect((await esptool('-p', port, 'chip-id')).out).toContain('has no chip id');
    expect((await esptool('-p', await simulate('esp8266'), 'chip_id')).out).toContain('Chip ID: 0x00b2c3d4');
    expect((await esptool('-p', port, '--silent', 'read-mac')).out).toBe('');
  });

  it('traces frames to standard error', async () => {
    const { err } = await esptool('-p', await simulate('esp32c3'), '--trace', 'read-mac');
    expect(err).toMatch(/→ SYNC/);
    expect(err).toMatch(/← SYNC/);
  });

  it('erases a region and the whole flash', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({
      'data.bin': sampleBytes(0x2000),
      'blank.bin': new Uint8Array(0x1000).fill(0xff),
    });
    const blank = join(folder, 'blank.bin');
    await esptool('-p', port, 'write-flash', '0x10000', join(folder, 'data.bin'));
    const region = await esptool('-p', port, 'erase-region', '0x10000', '4k');
    expect(region).toMatchObject({ status: 0, err: '' });
    expect((await esptool('-p', port, 'verify-flash', '0x10000', blank)).status).toBe(0);
    expect((await esptool('-p', port, 'verify-flash', '0x11000', blank)).status).toBe(2);
    expect(await esptool('-p', port, 'erase_flash')).toMatchObject({ status: 0, err: '' });
    expect((await esptool('-p', port, 'verify-flash', '0x11000', blank)).status).toBe(0);
    expect(await esptool('-p', port, 'erase-region', '0x10001', '4k')).toMatchObject({
      status: 2,
      err: expect.stringContaining('not the start of a sector') as string,
    });
  });

  it('says where chip and file differ', async () => {
    const port = await simulate('esp32c3');
    const data = sampleBytes(1000);
    const other = data.slice();
    other[16] = (other[16] ?? 0) ^ 0xff;
    const folder = await folderWith({ 'a.bin': data, 'b.bin': other });
    await esptool('-p', port, 'write-flash', '0x10000', join(folder, 'a.bin'));
    const { status, out, err } = await esptool(
      '-p',
      port,
      'verify-flash',
      '--diff',
      '0x10000',
      join(folder, 'b.bin'),
    );
    expect(status).toBe(2);
    expect(out).toContain('b.bin at 0x00010000: 1 of 1000 bytes differ.');
    expect(out).toContain('  0x00010010: ');
    expect(err).toMatch(/^Error: The bytes on the chip differ from b\.bin/);
  });

  it('reads all of a flash', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({});
    const { status } = await esptool('-p', port, 'read-flash', '0x3f0000', 'ALL', join(folder, 'tail.bin'));
    expect(status).toBe(0);
    expect(await readFile(join(folder, 'tail.bin'))).toHaveLength(0x1_0000);
  });

  it('refuses firmware for another chip, and another chip than was named', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({ 'app.bin': appFor('esp32'), 'table.bin': otaTable });
    const wrong = await esptool('-p', port, 'write-flash', '0x10000', join(folder, 'app.bin'));
    expect(wrong.status).toBe(2);
    expect(wrong.err).toContain('is made for ESP32');
    const mismatch = await esptool('-p', port, '-c', 'esp32', 'read-mac');
    expect(mismatch.status).toBe(2);
    expect(mismatch.err).toContain('ESP32-C3');
  });

  it('stops on Ctrl-C with the port closed', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({ 'data.bin': sampleBytes(400_000) });
    const { status, out, err } = await esptoolUntil('20 %', [
      ...['-p', port, 'write-flash', '0x10000', join(folder, 'data.bin')],
    ]);
    expect(status).toBe(2);
    expect(err).toBe('Error: Stopped.\nThe port is free again.\n');
    expect(out).not.toContain('100 %');
    expect((await esptool('-p', port, 'read-mac')).status).toBe(0);
  });

  it('leaves no half-read file behind', async () => {
    const port = await simulate('esp32c3');
    const folder = await folderWith({ 'all.bin': 'of last week' });
    const { status } = await esptoolUntil('10 %', [
      '-p',
      port,
      'read-flash',
      '0',
      '4M',
      join(folder, 'all.bin'),
    ]);
    expect(status).toBe(2);
    expect(await readdir(folder)).toEqual(['all.bin']);
    expect(await readFile(join(folder, 'all.bin'), 'utf8')).toBe('of last week');
  });

  it('names the port when the board is unplugged', async () => {
    const port = await simulate('esp32c3', ['unplug:2000']);
    const { status, err } = await esptool('-p', port, 'read-mac');
    expect(status).toBe(2);
    expect(err).toMatch(/^Error: The connection to .* was lost/);
  });
});

describe('kiln simulate', () => {
  it('runs several boards at once until Ctrl-C', async () => {
    const fake = fakeIo({ clock: realClock });
    const argv = ['simulate', '--board', 'chip=esp32,flash=2MB,listen=tcp://127.0.0.1:0,speed=fast'];
    argv.push('--board', 'chip=esp32c3,listen=tcp://127.0.0.1:0,speed=fast');
    const simulating = runCli(argv, fake.io);
    await expect.poll(() => fake.out()).toContain('Ctrl-C stops it.');
    const addresses = [...fake.out().matchAll(/socket:\/\/\S+:\d+/g)].map(([address]) => address);
    const [first, second] = await Promise.all(addresses.map((address) => esptool('-p', address, 'flash-id')));
    expect(first?.out).toContain('Detected flash size: 2MB');
    expect(second?.out).toMatch(/^Chip type: +ESP32-C3/m);
    fake.interrupt();
    expect(await simulating).toBe(0);
    const gone = await esptool('-p', addresses[0] ?? '', 'read-mac');
    expect(gone.status).toBe(2);
  });
});
