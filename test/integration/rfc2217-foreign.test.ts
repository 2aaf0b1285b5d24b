import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../unit/firmware/temp-folder';
import {
  hasSer2net,
  hasSocat,
  listens,
  pythonWithSerial,
  skipsWithout,
  start,
  until,
} from './foreign-programs';
import { atEnd, esptool, freePort, sampleBytes, share, simulate } from './rfc2217-setup';

const withoutSocat = skipsWithout(hasSocat, 'socat');
const withoutSer2net = withoutSocat || skipsWithout(hasSer2net, 'ser2net');
const withoutPyserial = skipsWithout(pythonWithSerial !== null, 'pyserial (python3-serial)');

interface Ser2net {
  readonly folder: string;
  /** Port numbers of its accepters. */
  readonly rfc2217: number;
  readonly telnet: number;
  readonly raw: number;
}

/** A pseudo-terminal with a simulated board at its other end, in its loader. There are neither lines nor a rate. */
async function boardAtPty(): Promise<{ folder: string; device: string }> {
  const board = new URL(await simulate({ chip: 'esp32c3', listen: 'tcp://127.0.0.1:0' })).host;
  const folder = await folderWith({});
  const device = join(folder, 'board');
  start('socat', `pty,raw,echo=0,link=${device}`, `tcp:${board}`);
  // Held open: socat would end with the first that closes it.
  const held = await until(
    () => open(device, constants.O_RDWR | constants.O_NOCTTY).catch(() => null),
    'the pseudo-terminal',
  );
  atEnd(() => held.close());
  return { folder, device };
}

/** ser2net in front of such a board, three times over. */
async function ser2netBeforeBoard(): Promise<Ser2net> {
  const { folder, device } = await boardAtPty();
  const [rfc2217, telnet, raw, ready] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const connection = (name: string, accepter: string, port: number, connector: string): string =>
    `connection: &${name}\n  accepter: ${accepter},127.0.0.1,${port}\n  connector: ${connector}\n`;
  const serial = `serialdev,${device},115200n81,local`;
  const config =
    '%YAML 1.1\n---\n' +
    connection('com', 'telnet(rfc2217),tcp', rfc2217, serial) +
    connection('telnet', 'telnet,tcp', telnet, serial) +
    connection('raw', 'tcp', raw, serial) +
    // Nobody uses it: whoever can connect here knows that the others listen, without opening the device.
    connection('ready', 'tcp', ready, 'echo');
  const file = await folderWith({ 'ser2net.yaml': Buffer.from(config) });
  start('ser2net', '-n', '-u', '-c', join(file, 'ser2net.yaml'), '-P', join(file, 'pid'));
  await until(() => listens(ready), 'ser2net');
  return { folder, rfc2217, telnet, raw };
}

/** ser2net needs a moment between its clients, in which the port is still in use. */
function patiently(...argv: readonly string[]): ReturnType<typeof esptool> {
  return until(async () => {
    const outcome = await esptool(...argv);
    return outcome.err.includes('Another program is using') ? null : outcome;
  }, 'ser2net to let go of the port');
}

describe.skipIf(withoutSer2net)('Kiln as a client of ser2net', () => {
  it('identifies a board, writes 256 KiB, verifies and reads them back', async () => {
    const { folder, rfc2217 } = await ser2netBeforeBoard();
    const data = sampleBytes(256 * 1024);
    const input = join(await folderWith({ 'data.bin': data }), 'data.bin');
    const output = join(folder, 'back.bin');
    const base = ['--port', `rfc2217://127.0.0.1:${rfc2217}`, '--baud', '460800'];

    const identified = await patiently(...base, 'flash-id');
    expect(identified.err).toBe('');
    expect(identified.out).toContain('ESP32-C3');
    expect(identified.out).toContain('has no reset lines');
    expect(identified.out).toContain('Baud rate changed to 460800.');

    const written = await patiently(...base, 'write-flash', '0x10000', input);
    expect(written.err).toBe('');
    expect(written.out).toContain('Hash of data verified.');
    const verified = await patiently(...base, 'verify-flash', '0x10000', input);
    expect(verified.err).toBe('');
    expect(verified.out).toContain('Verification successful');
    const read = await patiently(...base, 'read-flash', '0x10000', String(data.length), output);
    expect(read.err).toBe('');
    expect((await readFile(output)).equals(data)).toBe(true);
  });

  it('does without lines and rates where ser2net speaks plain telnet or nothing', async () => {
    const { telnet, raw } = await ser2netBeforeBoard();
    for (const port of [telnet, raw]) {
      const { out, err } = await patiently('--port', `rfc2217://127.0.0.1:${port}?timeout=1`, 'flash-id');
      expect(err).toBe('');
      expect(out).toContain('has no reset lines');
      expect(out).toContain('Detected flash size: 4MB');
    }
  });
});

describe.skipIf(withoutSocat)('kiln share-port in front of a pseudo-terminal', () => {
  it('lets its client write and verify', async () => {
    const { folder, device } = await boardAtPty();
    const input = join(await folderWith({ 'data.bin': sampleBytes(50_000) }), 'data.bin');
    const { url, running } = await share(device);
    expect(running.fake.out()).toContain(`Sharing ${device} at `);
    const written = await esptool('--port', url, 'write-flash', '0x10000', input);
    expect(written.err).toBe('');
    expect(written.out).toContain('has no reset lines');
    expect(written.out).toContain('Hash of data verified.');
    const output = join(folder, 'back.bin');
    expect((await esptool('--port', url, 'read-flash', '0x10000', '50000', output)).err).toBe('');
    expect((await readFile(output)).equals(sampleBytes(50_000))).toBe(true);
  });
});

interface Told {
  readonly settings: readonly (number | string)[];
  readonly boot: string;
  readonly synced: boolean;
  readonly left: number;
  readonly cts: boolean;
  readonly reopened: string;
}

async function pyserial(url: string): Promise<Told> {
  const script = join(import.meta.dirname, '../fixtures/rfc2217/pyserial_client.py');
  const { stdout } = await promisify(execFile)(pythonWithSerial ?? '', [script, url], { timeout: 50_000 });
  return JSON.parse(stdout) as Told;
}

/** Reset into the loader and out of it, a SYNC, a purge, another rate and back, closed and opened again. */
const everything = {
  settings: [115_200, 8, 'N', 1],
  boot: expect.stringContaining('waiting for download') as string,
  synced: true,
  left: 0,
  cts: true,
  reopened: expect.stringContaining('SPI_FAST_FLASH_BOOT') as string,
};

describe.skipIf(withoutPyserial)('pyserial as a client', () => {
  it('of kiln simulate', async () => {
    expect(await pyserial(await simulate({ chip: 'esp32c3', listen: 'rfc2217://127.0.0.1:0' }))).toEqual(
      everything,
    );
  });

  it('of kiln share-port', async () => {
    const { running, url } = await share('sim://esp32c3?speed=fast');
    expect(await pyserial(url)).toEqual(everything);
    expect(running.fake.out().match(/has left/g)).toHaveLength(2);
  });

  it('of kiln share-port, not waiting for its answers', async () => {
    const { url } = await share('sim://esp32c3?speed=fast');
    expect(await pyserial(`${url}?ign_set_control`)).toEqual(everything);
  });
});
