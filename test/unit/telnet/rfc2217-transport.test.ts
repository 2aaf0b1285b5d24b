import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransportRegistry } from '../../../src-main/engine/transport/open-transport';
import { Rfc2217Transport } from '../../../src-main/engine/transport/rfc2217-transport';
import { realClock } from '../../../src-main/platform/real-clock';
import {
  comPortCommands,
  controls,
  decodeRequest,
  encodeAnswer,
  type ComPortMessage,
} from '../../../src-main/telnet/com-port-option';
import { encodeOption, escapeIac, TelnetReceiver } from '../../../src-main/telnet/telnet-codec';
import type { AppError } from '../../../src-shared/errors/app-error';

type Answer = (request: ComPortMessage) => readonly Uint8Array[];

/** Says yes to everything. */
const obey: Answer = ({ command, value }) =>
  command === comPortCommands.signature ? [] : [encodeAnswer(command, ...value)];

interface Peer {
  socket: Socket | null;
  /** How much of what arrived was in one piece with the bytes before. */
  readonly chunks: string[];
  readonly requests: string[];
  readonly data: number[];
}

let server: Server;
const closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  server = createServer({ noDelay: true });
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  server.close();
});

async function listening(): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server of the option that answers as it is told to. */
function serve(answer: Answer, comPort: 'DO' | 'DONT' = 'DO'): Peer {
  const peer: Peer = { socket: null, chunks: [], requests: [], data: [] };
  server.on('connection', (socket) => {
    peer.socket = socket;
    const telnet = new TelnetReceiver();
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const inChunk: string[] = [];
      for (const event of telnet.push(bytes)) {
        if (event.type === 'data') peer.data.push(...event.bytes);
        else if (event.type === 'option') {
          if (event.option === 44 && event.verb === 'WILL') socket.write(encodeOption(comPort, 44));
        } else {
          const request = decodeRequest(event.payload);
          if (request === null) throw new Error('not a request');
          inChunk.push(`${request.command}: ${[...request.value].join(' ')}`);
          for (const bytesBack of answer(request)) socket.write(bytesBack);
        }
      }
      peer.requests.push(...inChunk);
      peer.chunks.push(inChunk.join(' | '));
    });
  });
  return peer;
}

function transportTo(port: number, options = ''): Rfc2217Transport {
  const transport = new Rfc2217Transport(`rfc2217://127.0.0.1:${port}${options}`, realClock);
  closers.push(() => transport.close());
  return transport;
}

async function opened(options = ''): Promise<Rfc2217Transport> {
  const transport = transportTo(await listening(), options);
  await transport.open(115_200);
  return transport;
}

/** Asks for something that is answered, so that whatever was sent before has arrived. */
const roundTrip = (transport: Rfc2217Transport): Promise<void> => transport.setBaud(115_200);

describe('Rfc2217Transport', () => {
  it('sets rate and format before it is open', async () => {
    const peer = serve(obey);
    const transport = await opened();
    expect(peer.requests).toEqual(
      expect.arrayContaining(['1: 0 1 194 0', '2: 8', '3: 1', '4: 1', '5: 1', '10: 0', '11: 0']),
    );
    expect(transport.features).toMatchObject({ baud: true, usb: null });
  });

  it('sets another format where that is wanted, and says when the server cannot', async () => {
    const peer = serve((request) =>
      // Its port has one stop bit only.
      request.command === comPortCommands.setStopSize ? [encodeAnswer(4, 1)] : obey(request),
    );
    const transport = transportTo(await listening());
    await transport.open(9_600, { format: { dataBits: 7, parity: 'even', stopBits: 1 } });
    expect(peer.requests).toEqual(expect.arrayContaining(['2: 7', '3: 3', '4: 1']));
    await transport.close();
    const twoStopBits = { dataBits: 8, parity: 'odd', stopBits: 2 } as const;
    await expect(transport.open(9_600, { format: twoStopBits })).rejects.toMatchObject({
      code: 'format-unsupported',
      context: { format: '8O2' },
    });
    expect(peer.requests).toEqual(expect.arrayContaining(['2: 8', '3: 2', '4: 2']));
  });

  it('lets go of RTS before DTR, which the other way round would be a reset', async () => {
    const peer = serve((request) =>
      request.value[0] === controls.askDtr ? [encodeAnswer(5, controls.dtrOn)] : obey(request),
    );
    const transport = await opened();
    expect(transport.lineState).toEqual({ dtr: true, rts: true });
    await transport.setLines({ dtr: false, rts: false });
    expect(peer.chunks.at(-1)).toBe('5: 12 | 5: 9');
    expect(transport.lineState).toEqual({ dtr: false, rts: false });
  });

  it('carries every byte both ways', async () => {
    const peer = serve(obey);
    const transport = await opened();
    const heard: number[] = [];
    transport.onData((bytes) => heard.push(...bytes));
    const all = Uint8Array.from({ length: 512 }, (_, index) => index >> 1);
    await transport.write(all);
    peer.socket?.write(escapeIac(all));
    await roundTrip(transport);
    expect(peer.data).toEqual([...all]);
    expect(heard).toEqual([...all]);
  });

  it('sends both lines in one packet and waits until both are confirmed', async () => {
    const held: Uint8Array[] = [];
    const peer = serve((request) => {
      const isLine =
        request.command === comPortCommands.setControl && (request.value[0] ?? 0) >= controls.dtrOn;
      if (!isLine) return request.value[0] === controls.askDtr ? [encodeAnswer(5, 9)] : obey(request);
      held.push(...obey(request));
      return [];
    });
    const transport = await opened();
    expect(transport.features.lines).toBe(true);
    let isSet = false;
    const setting = transport.setLines({ dtr: true, rts: false }).then(() => (isSet = true));
    await roundTrip(transport);
    expect(peer.chunks.some((chunk) => chunk.startsWith('5: 8 | 5: 12'))).toBe(true);
    peer.socket?.write(held[1] ?? '');
    await roundTrip(transport);
    expect(isSet).toBe(false);
    peer.socket?.write(held[0] ?? '');
    await setting;
    await transport.setLines({});
  });

  it('learns from the server’s own words which adapter is behind it', async () => {
    serve((request) =>
      request.command === comPortCommands.signature
        ? [encodeAnswer(0, ...Buffer.from('Kiln usb=303a:1001 fixed-baud'))]
        : obey(request),
    );
    const transport = await opened();
    expect(transport.features).toMatchObject({ baud: false, usb: { vendorId: 0x303a, productId: 0x1001 } });
    await expect(transport.setBaud(9600)).rejects.toMatchObject({ code: 'baud-unsupported' });
  });

  it.each([
    ['the question back', [7]],
    ['the contrary', [9]],
  ])('has no lines where it gets %s', async (_, answer) => {
    const peer = serve((request) => {
      if (request.command !== comPortCommands.setControl) return obey(request);
      const isAboutDtr = [controls.askDtr, controls.dtrOn].includes((request.value[0] ?? 0) as 7);
      return isAboutDtr ? [encodeAnswer(5, ...answer)] : obey(request);
    });
    const transport = await opened();
    await transport.setLines({ dtr: true });
    expect(transport.features.lines).toBe(false);
    peer.requests.length = 0;
    await transport.setLines({ rts: true });
    await roundTrip(transport);
    expect(peer.requests).toEqual(['1: 0 1 194 0']);
  });

  it('does not wait again for a server that confirms no lines', async () => {
    const peer = serve((request) => (request.command === comPortCommands.setControl ? [] : obey(request)));
    const transport = await opened('?timeout=0.2');
    await transport.setLines({ dtr: true });
    await transport.setLines({ rts: true });
    await roundTrip(transport);
    expect(peer.requests.slice(-3)).toEqual(['5: 8', '5: 11', '1: 0 1 194 0']);
    expect(transport.features.lines).toBe(true);
  });

  it('says which rate is refused, and takes one that is near enough', async () => {
    serve((request) => {
      if (request.command !== comPortCommands.setBaudRate) return obey(request);
      const asked = Buffer.from(request.value).readUInt32BE();
      const answer = Buffer.alloc(4);
      answer.writeUInt32BE(asked === 921_600 ? 923_076 : 115_200);
      return [encodeAnswer(1, ...answer)];
    });
    const transport = await opened();
    await transport.setBaud(921_600);
    await expect(transport.setBaud(3_000_000)).rejects.toMatchObject({
      code: 'baud-unsupported',
      context: { baud: 3_000_000 },
    });
  });

  it('throws away what arrives before the purge is answered', async () => {
    const peer = serve((request) => {
      if (request.command === comPortCommands.purgeData) peer.socket?.write('old');
      return obey(request);
    });
    const transport = await opened();
    let heard = '';
    transport.onData((bytes) => (heard += Buffer.from(bytes).toString()));
    await transport.discardInput();
    peer.socket?.write('new');
    await roundTrip(transport);
    expect(heard).toBe('new');
  });

  it('holds its bytes back while the server wants none', async () => {
    const peer = serve(obey);
    const transport = await opened();
    peer.socket?.write(encodeAnswer(comPortCommands.flowControlSuspend));
    await roundTrip(transport);
    const writing = transport.write(Uint8Array.of(1, 2));
    await roundTrip(transport);
    expect(peer.data).toEqual([]);
    peer.socket?.write(encodeAnswer(comPortCommands.flowControlResume));
    await writing;
    await roundTrip(transport);
    expect(peer.data).toEqual([1, 2]);
  });

  it('carries data where the server speaks only telnet', async () => {
    const peer = serve(obey, 'DONT');
    const transport = await opened();
    expect(transport.features).toEqual({ lines: false, baud: false, usb: null });
    await transport.setLines({ dtr: true });
    await transport.discardInput();
    const heard = new Promise<Uint8Array>((resolve) => transport.onData(resolve));
    peer.socket?.once('data', () => peer.socket?.write(escapeIac(Uint8Array.of(3, 255))));
    await transport.write(Uint8Array.of(1, 255, 2));
    expect([...(await heard)]).toEqual([3, 255]);
    expect(peer.data).toEqual([1, 255, 2]);
    expect(peer.requests).toEqual([]);
    await expect(transport.setBaud(9600)).rejects.toMatchObject({ code: 'baud-unsupported' });
  });

  it('carries data as it is where nobody speaks telnet', async () => {
    const received: number[] = [];
    const arrival = once(server, 'connection') as Promise<[Socket]>;
    const transport = transportTo(await listening(), '?timeout=0.2');
    await transport.open(115_200);
    const [peer] = await arrival;
    peer.on('data', (bytes) => received.push(...bytes));
    expect(transport.features).toEqual({ lines: false, baud: false, usb: null });
    await transport.write(Uint8Array.of(255, 253, 1));
    const heard = new Promise<Uint8Array>((resolve) => transport.onData(resolve));
    peer.write(Uint8Array.of(255, 251, 1));
    expect([...(await heard)]).toEqual([255, 251, 1]);
    expect(received.slice(-3)).toEqual([255, 253, 1]);
  });

  it.each([
    ['that the port is in use', 'Port already in use\r\n', { code: 'port-busy' }],
    [
      'anything else',
      'No board here\r\n',
      { code: 'port-open-failed', context: { reason: 'No board here' } },
    ],
    ['nothing', '', { code: 'port-open-failed', context: { reason: 'its server hung up' } }],
  ])('passes on what a server says that hangs up: %s', async (_, words, error) => {
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.write(encodeOption('DO', 44));
      socket.end(words);
      socket.resume();
    });
    await expect(opened()).rejects.toMatchObject(error);
  });

  it('says that a server which agreed does not answer', async () => {
    serve(() => []);
    await expect(opened('?timeout=0.2')).rejects.toMatchObject({
      code: 'port-open-failed',
      context: { reason: 'its server does not answer' },
    });
  });

  it('says that nothing listens there', async () => {
    const port = await listening();
    server.close();
    await once(server, 'close');
    await expect(transportTo(port).open(115_200)).rejects.toMatchObject({
      code: 'address-unreachable',
      context: { port: `127.0.0.1:${port}` },
    });
  });

  it('ends what waits, and says once that the server has gone', async () => {
    const peer = serve((request) => {
      if (request.command === comPortCommands.purgeData) peer.socket?.destroy();
      return obey(request);
    });
    const transport = await opened();
    const errors: AppError[] = [];
    transport.onLost((error) => errors.push(error));
    await expect(transport.discardInput()).rejects.toMatchObject({ code: 'port-lost' });
    await expect(transport.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'port-lost' });
    await transport.close();
    expect(errors.map(({ code }) => code)).toEqual(['port-lost']);
  });

  it('can be closed in the middle and opened again', async () => {
    let isSilent = false;
    serve((request) => (isSilent ? [] : obey(request)));
    const transport = await opened();
    let lost = 0;
    transport.onLost(() => lost++);
    isSilent = true;
    const setting = transport.setBaud(9600);
    await Promise.all([
      expect(setting).rejects.toMatchObject({ code: 'port-lost' }),
      transport.close(),
      transport.close(),
    ]);
    isSilent = false;
    await transport.open(115_200);
    await transport.setBaud(9600);
    expect(lost).toBe(0);
  });
});

describe('rfc2217:// addresses', () => {
  const registry = new TransportRegistry(realClock);

  it.each([
    ['rfc2217://localhost:4000', 'localhost:4000'],
    ['RFC2217://127.0.0.1:4000/', '127.0.0.1:4000'],
    ['rfc2217://[::1]:4000?ign_set_control', '::1:4000'],
    ['rfc2217://bench-3.local:4000?timeout=10&poll_modem&logging=debug', 'bench-3.local:4000'],
  ])('%s', (url, label) => {
    const transport = registry.open(url);
    expect(transport).toBeInstanceOf(Rfc2217Transport);
    expect(transport.label).toBe(label);
  });

  it.each([
    'rfc2217://',
    'rfc2217://host',
    'rfc2217://host:0',
    'rfc2217://host:99999',
    'rfc2217://host:4000/tty',
    'rfc2217://host:4000?speed=9600',
    'rfc2217://host:4000?timeout=never',
    'rfc2217://host:4000?timeout=0',
    'rfc2217://::1:4000',
  ])('refuses “%s”', (url) => {
    expect(() => registry.open(url)).toThrow(
      expect.objectContaining({ code: 'port-url-invalid', context: { port: url } }),
    );
  });
});
