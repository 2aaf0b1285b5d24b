import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../../src-shared/errors/app-error';
import { TcpTransport } from '../../../src-main/engine/transport/tcp-transport';

let server: Server;

beforeEach(async () => {
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.close();
});

const portOf = (listening: Server): number => (listening.address() as AddressInfo).port;

async function connected(): Promise<{ transport: TcpTransport; peer: Socket }> {
  const transport = new TcpTransport('127.0.0.1', portOf(server));
  const arrival = once(server, 'connection') as Promise<[Socket]>;
  await transport.open(115_200);
  const [peer] = await arrival;
  return { transport, peer };
}

describe('TcpTransport', () => {
  it('carries bytes both ways', async () => {
    const { transport, peer } = await connected();
    const heard = new Promise<Uint8Array>((resolve) => transport.onData(resolve));
    const written = once(peer, 'data') as Promise<[Buffer]>;
    await transport.write(Uint8Array.from([0xc0, 1, 2]));
    expect([...(await written)[0]]).toEqual([0xc0, 1, 2]);
    peer.write(Uint8Array.from([3, 4]));
    expect([...(await heard)]).toEqual([3, 4]);
    await transport.close();
  });

  it('says once that the peer has gone', async () => {
    const { transport, peer } = await connected();
    const errors: AppError[] = [];
    const lost = new Promise<void>((resolve) => {
      transport.onLost((error) => {
        errors.push(error);
        resolve();
      });
    });
    peer.destroy();
    await lost;
    await expect(transport.write(Uint8Array.from([1]))).rejects.toMatchObject({ code: 'port-lost' });
    await transport.close();
    expect(errors.map(({ code }) => code)).toEqual(['port-lost']);
  });

  it('takes what was written with it when it closes, and is not lost then', async () => {
    const { transport, peer } = await connected();
    let lost = 0;
    transport.onLost(() => lost++);
    const chunks: Buffer[] = [];
    peer.on('data', (bytes) => chunks.push(bytes));
    const ended = once(peer, 'end');
    await transport.write(new Uint8Array(100_000));
    await transport.close();
    await transport.close();
    await ended;
    expect(Buffer.concat(chunks)).toHaveLength(100_000);
    expect(lost).toBe(0);
  });

  it('can be opened again', async () => {
    const { transport } = await connected();
    await transport.close();
    const arrival = once(server, 'connection');
    await transport.open(115_200);
    await arrival;
    await transport.close();
  });

  it('has neither lines nor a rate', async () => {
    const transport = new TcpTransport('127.0.0.1', 1);
    expect(transport.features).toEqual({ lines: false, baud: false, usb: null });
    await expect(transport.setBaud(9600)).rejects.toMatchObject({ code: 'baud-unsupported' });
    await expect(transport.setLines()).resolves.toBeUndefined();
  });

  it('says that the connection was refused', async () => {
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    await expect(new TcpTransport('127.0.0.1', port).open(115_200)).rejects.toMatchObject({
      code: 'address-unreachable',
      context: { port: `127.0.0.1:${port}` },
    });
  });
});
