import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TransportRegistry } from '../../src-main/engine/transport/open-transport';
import { realClock } from '../../src-main/platform/real-clock';
import { comPortCommands, controls, encodeRequest } from '../../src-main/telnet/com-port-option';
import { folderWith } from '../unit/firmware/temp-folder';
import { dial, esptool, Running, sampleBytes, share, simulate } from './rfc2217-setup';

const board = 'sim://esp32c3?speed=fast';
const data = sampleBytes(100_000);

/** A client has left, and the board has come back as often as it went. */
const isReady = /^(?![^]*unplugged(?![^]*is back))[^]*has left/;

async function flashAndReadBack(url: string, running?: Running) {
  const folder = await folderWith({ 'data.bin': data });
  const file = join(folder, 'data.bin');
  const back = join(folder, 'back.bin');
  const base = ['--port', url, '--baud', '921600'];
  const written = await esptool(...base, 'write-flash', '0x10000', file);
  await running?.printed(isReady);
  const read = await esptool(...base, 'read-flash', '0x10000', String(data.length), back);
  return { written, read, back: read.status === 0 ? await readFile(back) : null };
}

describe('a board over rfc2217://', () => {
  it.each(['esp32', 'esp32c3', 'esp8266'] as const)(
    'served by a simulation of the %s is reset, written at 921600 baud, verified and read',
    async (chip) => {
      const url = await simulate({ chip, listen: 'rfc2217://127.0.0.1:0' });
      const { written, read, back } = await flashAndReadBack(url);
      expect(written.err + read.err).toBe('');
      expect(written.out).toContain('Hash of data verified.');
      expect(written.out).toContain('Baud rate changed to 921600.');
      expect(back?.equals(data)).toBe(true);
    },
  );

  it('is written and read through a shared port, and left running', async () => {
    const { running, bench, url } = await share(board);
    let said = '';
    bench.board(board).onText((text) => (said += text));
    const { written, back } = await flashAndReadBack(url);
    expect(written.err).toBe('');
    expect(written.out).toContain('Stub flasher running.');
    expect(written.out).toContain('Hash of data verified.');
    expect(back?.equals(data)).toBe(true);
    expect(said).toContain('SPI_FAST_FLASH_BOOT');
    expect(await running.printed(/has left[^]*has left/)).toBeTruthy();
  });

  it.each(['esp32c3?usb=jtag', 'esp32c3?usb=jtag-always', 'esp32s3?usb=otg'])(
    'keeps the way in which its own USB is reset behind a shared port: %s',
    async (which) => {
      const { running, url } = await share(`sim://${which}&speed=fast`);
      const { written, back } = await flashAndReadBack(url, running);
      expect(written.err).toBe('');
      expect(written.out).toContain('Hash of data verified.');
      expect(back?.equals(data)).toBe(true);
    },
  );

  it('cannot be reset through a shared port without lines, and is used as it is', async () => {
    const address = await simulate({ chip: 'esp32c3', listen: 'tcp://127.0.0.1:0' });
    const { url } = await share(address);
    const { status, out, err } = await esptool('--port', url, '--baud', '921600', 'flash-id');
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(out).toContain('has no reset lines');
    expect(out).toContain('the baud rate stays at 115200');
  });
});

describe('kiln share-port', () => {
  it('refuses a second client politely, and has the port for the next one', async () => {
    const { running, url } = await share(board);
    const first = await dial(url);
    await running.printed(/(\S+) has connected/);
    const second = await esptool('--port', url, 'read-mac');
    expect(second.err).toContain(`Another program is using ${new URL(url).host}.`);
    expect(second.status).toBe(2);
    expect(running.fake.out()).toContain('was refused: another client has the port.');
    const bare = await dial(url);
    await once(bare.socket, 'end');
    expect(bare.heard()).toBe('Port already in use\r\n');
    first.socket.destroy();
    await running.printed(/has left/);
    expect(await esptool('--port', url, 'read-mac')).toMatchObject({ status: 0, err: '' });
  });

  it('lets the board run when a client vanishes in the middle, and starts afresh', async () => {
    const { running, bench, url } = await share(board);
    let said = '';
    bench.board(board).onText((text) => (said += text));
    const client = await dial(url);
    // Holds the chip in reset, at another rate, with a frame half sent.
    client.socket.write(
      Buffer.concat([
        encodeRequest(comPortCommands.setBaudRate, 0, 0x0e, 0x10, 0),
        encodeRequest(comPortCommands.setControl, controls.rtsOn),
        Uint8Array.of(0xc0, 0, 8),
      ]),
    );
    await once(client.socket, 'data');
    client.socket.resetAndDestroy();
    await running.printed(/has left/);
    const { status, err } = await esptool('--port', url, '--before', 'default-reset', 'read-mac');
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(said).toContain('SPI_FAST_FLASH_BOOT');
  });

  it('tells its client and whoever watches that the board was unplugged, and goes on when it is back', async () => {
    const { running, bench, url } = await share(board);
    const folder = await folderWith({ 'data.bin': data });
    const file = join(folder, 'data.bin');
    const transports = new TransportRegistry(realClock);
    const writing = new Running(['esptool', '--port', url, 'write-flash', '0', file], (port) =>
      transports.open(port),
    );
    await writing.printed(/Writing/);
    bench.board(board).unplug();
    expect(await writing.ended).toBe(2);
    expect(writing.fake.err()).toMatch(/The connection to \S+ was lost/);
    await running.printed(/The board was unplugged/);
    const refused = await esptool('--port', url, 'read-mac');
    expect(refused.err).toContain('The board is not plugged in');
    bench.board(board).plugIn();
    await running.printed(/The board is back/);
    expect(await esptool('--port', url, 'read-mac')).toMatchObject({ status: 0, err: '' });
  });

  it('warns where other computers can reach it', async () => {
    const { running, url } = await share(board, '--listen', '0.0.0.0:0', '--allow-remote');
    await running.printed(/Ctrl-C stops it/);
    expect(running.fake.err()).toMatch(/Warning: other computers can reach 0\.0\.0\.0:\d+/);
    expect(url).toMatch(/^rfc2217:\/\/0\.0\.0\.0:\d+$/);
  });

  it('ends with Ctrl-C, and lets go of port and address', async () => {
    const { running, bench, url } = await share(board);
    const client = await dial(url);
    await running.printed(/has connected/);
    running.fake.interrupt();
    expect(await running.ended).toBe(0);
    if (!client.socket.closed) await once(client.socket, 'close');
    expect(running.fake.out()).toMatch(/has left\.\nStopped\.\n$/);
    const again = bench.open(board);
    await again.open(115_200);
    await again.close();
    expect((await esptool('--port', url, 'read-mac')).err).toContain('Nothing listens at');
  });

  it('says that its address is taken', async () => {
    const { running, url } = await share(board);
    const { host } = new URL(url);
    await expect(share(board, '--listen', host)).rejects.toThrow(`Kiln cannot listen at ${host}`);
    expect(running.fake.out()).not.toContain('Stopped');
  });
});
