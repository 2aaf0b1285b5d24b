import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, open, realpath, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SerialTransport } from '../../../src-main/engine/transport/serial-transport';

const withoutSocat = process.platform === 'win32' || spawnSync('socat', ['-V']).error !== undefined;

if (withoutSocat)
  console.warn('skipped: there is no socat, pseudo-terminals cannot stand in for serial ports');

let folder: string;
let socat: ChildProcess;

/** Two ends of one line, as files `a` and `b`. */
beforeEach(async () => {
  if (withoutSocat) return;
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-'));
  const end = (name: string): string => `pty,raw,echo=0,link=${path.join(folder, name)}`;
  socat = spawn('socat', ['-d', '-d', end('a'), end('b')]);
  await new Promise<void>((resolve) => {
    socat.stderr?.on('data', (bytes: Buffer) => {
      if (bytes.toString().includes('starting data transfer loop')) resolve();
    });
  });
});

afterEach(async () => {
  if (withoutSocat) return;
  socat.kill();
  await rm(folder, { recursive: true });
});

const end = (name: string): string => path.join(folder, name);

async function readExactly(file: FileHandle, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.alloc(sizeBytes);
  let at = 0;
  while (at < sizeBytes) at += (await file.read(bytes, at, sizeBytes - at)).bytesRead;
  return bytes;
}

describe.skipIf(withoutSocat)('SerialTransport on a pseudo-terminal', () => {
  it('carries bytes both ways and finds that there are no lines', async () => {
    const transport = new SerialTransport(end('a'));
    await transport.open(115_200);
    expect(transport.features).toEqual({ lines: false, baud: true, usb: null });
    const peer = await open(end('b'), 'r+');
    const heard = new Promise<Uint8Array>((resolve) => transport.onData(resolve));
    await transport.write(Uint8Array.from([0xc0, 0, 0x11, 0xff]));
    expect([...(await readExactly(peer, 4))]).toEqual([0xc0, 0, 0x11, 0xff]);
    await peer.write(Uint8Array.from([0x13, 0x0a]));
    expect([...(await heard)]).toEqual([0x13, 0x0a]);
    await transport.setLines({ dtr: true });
    await transport.setBaud(460_800);
    await transport.discardInput();
    await peer.close();
    await transport.close();
    await transport.close();
  });

  it('says port-busy to the second one who opens', async () => {
    const first = new SerialTransport(end('a'));
    await first.open(115_200);
    await expect(new SerialTransport(end('a')).open(115_200)).rejects.toMatchObject({ code: 'port-busy' });
    await first.close();
  });

  it('says once that the port has gone', async () => {
    const transport = new SerialTransport(end('a'));
    await transport.open(115_200);
    const codes: string[] = [];
    const lost = new Promise<void>((resolve) => {
      transport.onLost(({ code }) => {
        codes.push(code);
        resolve();
      });
    });
    socat.kill();
    await lost;
    await expect(transport.write(Uint8Array.from([1]))).rejects.toMatchObject({ code: 'port-lost' });
    await transport.close();
    expect(codes).toEqual(['port-lost']);
  });

  describe('opened again', () => {
    const listed = (name: string, serialNumber: string) => async () => {
      const target = await realpath(end(name));
      return [{ path: target, vendorId: '10c4', productId: 'ea60', serialNumber }];
    };

    it('is the same device under its new name', async () => {
      let list = listed('a', 'A1B2');
      const transport = new SerialTransport(end('a'), () => list());
      await transport.open(115_200);
      expect([transport.label, transport.identity]).toEqual([end('a'), { serialNumber: 'A1B2' }]);
      await transport.close();
      list = listed('b', 'A1B2');
      await transport.open(115_200);
      expect(transport.label).toBe(await realpath(end('b')));
      await transport.close();
    });

    it('is port-not-found while another device has its name', async () => {
      let list = listed('a', 'A1B2');
      const transport = new SerialTransport(end('a'), () => list());
      await transport.open(115_200);
      await transport.close();
      list = listed('a', 'FFFF');
      await expect(transport.open(115_200)).rejects.toMatchObject({ code: 'port-not-found' });
      list = listed('a', 'A1B2');
      await transport.open(115_200);
      expect(transport.label).toBe(end('a'));
      await transport.close();
    });

    it('is whatever is at its name where it has no number', async () => {
      const transport = new SerialTransport(end('a'), listed('a', '0001'));
      await transport.open(115_200);
      expect(transport.identity).toEqual({ serialNumber: null });
      await transport.close();
      await transport.open(115_200);
      await transport.close();
    });
  });

  it('says port-not-found where there is none', async () => {
    const transport = new SerialTransport(end('none'));
    await expect(transport.open(115_200)).rejects.toMatchObject({
      code: 'port-not-found',
      context: { port: end('none') },
    });
  });
});
