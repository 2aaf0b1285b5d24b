import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chips } from '../../src-main/engine/chips/registry';
import { appFor, bootloaderFor } from '../unit/firmware/sample-images';
import { folderWith } from '../unit/firmware/temp-folder';
import { sampleBytes, simulatedBoards } from './cli-setup';

const boards = [
  { chip: 'esp32c3', loader: [] },
  { chip: 'esp32c3', loader: ['--no-stub'] },
  { chip: 'esp32', loader: [] },
  { chip: 'esp32', loader: ['--no-stub'] },
  { chip: 'esp8266', loader: [] },
  { chip: 'esp8266', loader: ['--no-stub'] },
] as const;

const hexWord = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;

describe.each(boards)('kiln esptool on $chip $loader', ({ chip, loader }) => {
  const port = `sim://${chip}?speed=fast&mac=7c:df:a1:b2:c3:d4`;
  const board = () => {
    const { run } = simulatedBoards();
    return (...argv: string[]) => run(['-p', port, ...loader, ...argv]);
  };

  it('tells chip, MAC and flash', async () => {
    const run = board();
    expect((await run('read_mac')).out).toContain('MAC:                7c:df:a1:b2:c3:d4');
    const chipId = await run('chip_id');
    expect(chipId.out).toContain(chip === 'esp8266' ? 'Chip ID: 0x00b2c3d4' : 'has no chip id');
    const flashId = await run('flash_id');
    expect(flashId).toMatchObject({ status: 0, err: '' });
    expect(flashId.out).toMatch(/^Manufacturer: c8 \(GigaDevice\)\nDevice: 4016\nDetected flash size: 4MB$/m);
  });

  it('reads, changes and dumps memory', async () => {
    // Without a reset between the commands: RAM does not outlast one.
    const { run } = simulatedBoards();
    const options = ['-p', port, ...loader];
    const stays = [...options, '--before', 'no-reset', '--after', 'no-reset-stub'];
    const [ram = 0] = chips[chip].memoryMap.find(([, , name]) => name === 'DRAM') ?? [];
    const address = hexWord(ram + 0x1000);
    const written = await run([...options, '--after', 'no_reset_stub', 'write_mem', address, '0x12345678']);
    expect(written).toMatchObject({ status: 0, err: '' });
    expect(written.out).toContain(`Wrote 0x12345678, mask 0xffffffff, to ${address}.`);
    await run([...stays, 'write-mem', address, '0xffffffff', '0xff00']);
    expect((await run([...stays, 'read-mem', address])).out).toContain(`${address} = 0x1234ff78`);

    const file = join(await folderWith({}), 'ram.bin');
    const dumped = await run([...stays, 'dump-mem', hexWord(ram + 0x0fff), '6', file]);
    expect(dumped).toMatchObject({ status: 0, err: '' });
    expect([...(await readFile(file))]).toEqual([0, 0x78, 0xff, 0x34, 0x12, 0]);
    const misaligned = await run([...stays, 'read-mem', hexWord(ram + 2)]);
    expect(misaligned.status).toBe(2);
  });

  it('reads and writes the status registers of the flash and its description', async () => {
    const run = board();
    expect((await run('read-flash-status')).out).toContain('Status value: 0x0000');
    const written = await run('write_flash_status', '--bytes', '2', '--non-volatile', '0x0200');
    expect(written).toMatchObject({ status: 0, err: '' });
    expect(written.out).toContain('Initial flash status: 0x0000\nAfter flash status: 0x0200');
    expect((await run('read-flash-status', '--bytes', '1')).out).toContain('Status value: 0x00\n');
    expect((await run('read-flash-status', '--bytes', '3')).out).toMatch(/Status value: 0x00[0-9a-f]{4}\n/);
    expect((await run('read_flash_sfdp', '0', '4')).out).toContain('SFDP[0..3]: 0x53 0x46 0x44 0x50');
  });

  it('tells how it is secured, or that it cannot', async () => {
    const { status, out, err } = await board()('get_security_info');
    if (chip === 'esp32c3') {
      expect(status).toBe(0);
      expect(out).toMatch(/^Flags: 0x00000000\nFlash encryption: off\n/m);
      expect(out).toContain('Chip ID: 5 (ESP32-C3)');
    } else {
      expect(status).toBe(2);
      expect(err).toContain('does not know GET_SECURITY_INFO');
    }
  });

  it('loads a program into RAM and starts it, but only one that fits', async () => {
    const run = board();
    const folder = await folderWith({
      'ram.bin': bootloaderFor(chip),
      'app.bin': appFor(chip),
      'other.bin': bootloaderFor(chip === 'esp32' ? 'esp32c3' : 'esp32'),
      'text.bin': 'no image',
    });
    const [ram = 0] = chips[chip].memoryMap.find(([, , name]) => name === 'DRAM') ?? [];
    const refused = async (name: string) => (await run('load-ram', join(folder, name))).err;
    expect(await refused('app.bin')).toMatch(/^Error: .*app\.bin/);
    expect(await refused('other.bin')).toContain('other.bin is made for');
    expect(await refused('text.bin')).toMatch(/^Error: text\.bin is not a firmware image/);
    const loaded = await run('load_ram', join(folder, 'ram.bin'));
    expect(loaded).toMatchObject({ status: 0, err: '' });
    expect(loaded.out).toContain(`All of it is loaded; started at ${hexWord(ram)}.`);
  });

  it('starts what is in the flash', async () => {
    const { status, out } = await board()('run');
    expect(status).toBe(0);
    expect(out).toContain('What is in the flash has been started.');
  });

  it('writes, erases, compares and reads the flash', async () => {
    const run = board();
    const data = sampleBytes(0x2400);
    const folder = await folderWith({
      'data.bin': data,
      'blank.bin': new Uint8Array(0x2000).fill(0xff),
      'rest.bin': data.subarray(0x2000),
    });
    const at = (name: string) => join(folder, name);
    expect(await run('write-flash', '0x10000', at('data.bin'))).toMatchObject({ status: 0, err: '' });
    const compared = await run('verify_flash', '--diff', 'yes', '0x10000', at('data.bin'));
    expect(compared.out).toContain('Verification successful: data.bin (9216 bytes) at 0x00010000.');

    const erased = await run('erase_region', '0x10000', '0x2000');
    expect(erased.status, erased.err).toBe(0);
    expect(erased.out).toContain('8192 bytes at 0x00010000 erased successfully');
    const both = ['0x10000', at('blank.bin'), '0x12000', at('rest.bin')];
    expect(await run('verify-flash', ...both)).toMatchObject({ status: 0, err: '' });
    const differs = await run('verify-flash', '--diff', '0x10000', at('data.bin'));
    expect(differs.status).toBe(2);
    expect(differs.out).toContain('Verification failed: data.bin (9216 bytes) at 0x00010000.');
    expect(differs.out).toMatch(/data\.bin at 0x00010000: \d+ of 9216 bytes differ\./);
    expect(differs.out).toMatch(/^ {2}0x00010000: \d+ bytes; ff[0-9a-f]* on the chip/m);

    const read = await run('read_flash', '0x12000', '0x400', at('back.bin'));
    expect(read).toMatchObject({ status: 0, err: '' });
    expect(Buffer.from(data.subarray(0x2000)).equals(await readFile(at('back.bin')))).toBe(true);
    const tail = await run('read-flash', '-fs', '4MB', '0x3ff000', 'all', at('tail.bin'));
    expect(tail.status, tail.err).toBe(0);
    expect(await readFile(at('tail.bin'))).toEqual(Buffer.alloc(0x1000, 0xff));
  });
});
