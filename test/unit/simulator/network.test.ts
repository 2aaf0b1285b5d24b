import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../src-main/platform/real-clock';
import { wrapSlip } from '../../../src-main/simulator/protocol/slip-frames';
import { TelnetReceiver, escapeIac } from '../../../src-main/telnet/telnet-codec';
import { startSimulation, type Simulation } from '../../../src-main/simulator/start-simulation';
import { hex, syncPattern } from './host-side';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function simulate(listen: string, flashFile?: string): Promise<Simulation> {
  const simulation = await startSimulation({
    chip: 'esp32c3',
    flashSizeBytes: 0x40_0000,
    listen,
    timing: 'fast',
    clock: realClock,
    ...(flashFile === undefined ? {} : { flashFile }),
  });
  closers.push(() => simulation.close());
  return simulation;
}

/** The other end of the socket: bytes as they come. */
class Client {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  closed = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
      this.#wake?.();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.#wake?.();
    });
  }

  async until(what: (received: Buffer) => boolean): Promise<void> {
    while (!what(this.received)) {
      if (this.closed) throw new Error(`closed after ${hex(this.received)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async ask(bytes: number[], answer: number[]): Promise<void> {
    this.received = Buffer.alloc(0);
    this.socket.write(Uint8Array.from(bytes));
    await this.until((received) => received.includes(Buffer.from(answer)));
  }
}

async function dial(address: string): Promise<Client> {
  const port = Number(new URL(address).port);
  const socket = connect(port, '127.0.0.1');
  const client = new Client(socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  closers.push(() => void socket.destroy());
  return client;
}

const sync = wrapSlip(Uint8Array.of(0, 8, 36, 0, 0, 0, 0, 0, ...syncPattern));
const syncAnswers = (received: Buffer): number =>
  received.toString('hex').split('010804000707122000000000').length - 1;

const IAC = 255;
const SB = 250;
const SE = 240;
const comPort = (...payload: number[]): number[] => [IAC, SB, 44, ...payload, IAC, SE];

describe('a board behind TCP', () => {
  it('waits for a download at each connection and answers at whatever rate', async () => {
    const { address } = await simulate('tcp://127.0.0.1:0');
    for (let round = 0; round < 2; round++) {
      const client = await dial(address);
      await client.until((received) => received.includes('waiting for download'));
      client.socket.write(sync);
      await client.until((received) => syncAnswers(received) === 8);
      client.socket.end();
      await client.until(() => client.closed);
    }
  });

  it('takes one connection at a time', async () => {
    const { address } = await simulate('tcp://127.0.0.1:0');
    await (await dial(address)).until((received) => received.includes('waiting'));
    const second = await dial(address);
    await second.until(() => second.closed);
    expect(second.received).toHaveLength(0);
  });

  it('keeps its flash in a file over the end of the simulation', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kiln-board-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'flash.bin');
    const first = await simulate('tcp://127.0.0.1:0', file);
    first.board.flash.startProgram(0x20, Uint8Array.of(1, 2));
    await first.close();
    const second = await simulate('tcp://127.0.0.1:0', file);
    expect([...second.board.flash.read(0x20, 3)]).toEqual([1, 2, 0xff]);
  });

  it('says where it listens, as flashing tools write it', async () => {
    const { address } = await simulate('tcp://127.0.0.1:0');
    expect(address).toMatch(/^socket:\/\/127\.0\.0\.1:\d+$/);
  });

  it.each(['', 'tcp://', 'tcp://127.0.0.1', 'udp://127.0.0.1:1', 'tcp://127.0.0.1:99999'])(
    '“%s” is no address to listen at',
    async (listen) => {
      await expect(simulate(listen)).rejects.toMatchObject({ code: 'usage' });
    },
  );

  it('says when its address is taken', async () => {
    const { address } = await simulate('tcp://127.0.0.1:0');
    await expect(simulate(`tcp://127.0.0.1:${new URL(address).port}`)).rejects.toMatchObject({
      code: 'address-not-available',
    });
  });
});

describe('a board behind RFC 2217', () => {
  it('agrees on binary and COM-PORT-OPTION and on nothing that it does not know', async () => {
    const client = await dial((await simulate('rfc2217://127.0.0.1:0')).address);
    await client.ask([IAC, 251, 44], [IAC, 253, 44]);
    await client.ask([IAC, 253, 0], [IAC, 251, 0]);
    await client.ask([IAC, 251, 24], [IAC, 254, 24]);
    await client.ask([IAC, 253, 1], [IAC, 252, 1]);
  });

  it('answers what the client sets with what holds', async () => {
    const client = await dial((await simulate('rfc2217://127.0.0.1:0')).address);
    await client.ask(comPort(1, 0, 1, 0xc2, 0), comPort(101, 0, 1, 0xc2, 0));
    await client.ask(comPort(1, 0, 0, 0, 0), comPort(101, 0, 1, 0xc2, 0));
    await client.ask(comPort(2, 8), comPort(102, 8));
    await client.ask(comPort(3, 1), comPort(103, 1));
    await client.ask(comPort(4, 1), comPort(104, 1));
    await client.ask(comPort(5, 8), comPort(105, 8));
    await client.ask(comPort(5, 7), comPort(105, 8));
    await client.ask(comPort(5, 10), comPort(105, 12));
    await client.ask(comPort(12, 1), comPort(112, 1));
    await client.ask(comPort(11, IAC, IAC), comPort(111, IAC, IAC));
  });

  it('resets into the loader by DTR and RTS that arrive one after the other, and talks through escapes', async () => {
    const { address } = await simulate('rfc2217://127.0.0.1:0');
    const client = await dial(address);
    await client.ask(comPort(5, 9), comPort(105, 9));
    await client.ask(comPort(5, 11), comPort(105, 11));
    await client.ask(comPort(5, 8), comPort(105, 8));
    await client.ask(comPort(5, 12), comPort(105, 12));
    await client.until((received) => received.includes('waiting for download'));
    client.received = Buffer.alloc(0);
    client.socket.write(escapeIac(sync));
    await client.until((received) => syncAnswers(received) === 8);
    // A register that reads 0xFFFFFFFF has its bytes doubled on the way.
    const write = Uint8Array.of(
      0,
      9,
      16,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0x30,
      255,
      255,
      255,
      255,
      255,
      255,
      255,
      255,
      0,
      0,
      0,
      0,
    );
    const read = Uint8Array.of(0, 0x0a, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0x30);
    client.socket.write(Buffer.concat([write, read].map((body) => Buffer.from(escapeIac(wrapSlip(body))))));
    await client.until((received) =>
      new TelnetReceiver()
        .push(received)
        .some((event) => event.type === 'data' && hex(event.bytes).includes('010a0400ffffffff')),
    );
    expect(client.received.includes(Buffer.alloc(8, 255))).toBe(true);
  });

  it('boots the firmware when only EN is pulled', async () => {
    const client = await dial((await simulate('rfc2217://127.0.0.1:0')).address);
    await client.ask(comPort(5, 11), comPort(105, 11));
    client.socket.write(Uint8Array.from(comPort(5, 12)));
    await client.until((received) => received.includes('rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)'));
  });
});
