import { beforeEach, describe, expect, it } from 'vitest';
import { sleep } from '../../../src-shared/time/clock';
import {
  baudBytes,
  comPortCommands,
  controls,
  encodeRequest,
  type ComPortCommand,
} from '../../../src-main/telnet/com-port-option';
import { Rfc2217Connection } from '../../../src-main/telnet/rfc2217-connection';
import { encodeOption, escapeIac } from '../../../src-main/telnet/telnet-codec';
import { VirtualClock } from '../../support/virtual-clock';
import { RecordedPort, RecordedSocket } from './shared-port-bench';

let clock: VirtualClock;
let port: RecordedPort;
let socket: RecordedSocket;
let connection: Rfc2217Connection;

beforeEach(() => {
  clock = new VirtualClock();
  port = new RecordedPort();
  socket = new RecordedSocket();
  connection = new Rfc2217Connection(socket, port, clock);
});

const settled = (): Promise<void> => clock.run(sleep(clock, 0));

async function send(...parts: readonly Uint8Array[]): Promise<void> {
  connection.receive(Uint8Array.from(parts.flatMap((part) => [...part])));
  await settled();
}

async function ask(command: ComPortCommand, ...value: readonly number[]): Promise<string[]> {
  await send(encodeRequest(command, ...value));
  return socket.takeAnswers();
}

const control = (value: number): Uint8Array => encodeRequest(comPortCommands.setControl, value);

describe('a client of a shared port', () => {
  it('is heard and answered without a word about telnet', async () => {
    await send(Uint8Array.of(192, 1, 2));
    port.say(3, 255, 4);
    expect(port.done).toEqual(['write 192 1 2']);
    expect(socket.data).toEqual([3, 255, 4]);
    expect(socket.options).toEqual([]);
  });

  it('agrees on binary, no go-aheads and the option, and on nothing else', async () => {
    await send(
      encodeOption('WILL', 44),
      encodeOption('DO', 0),
      encodeOption('DO', 1),
      encodeOption('WILL', 24),
    );
    expect(socket.options).toEqual(['DO 44', 'WILL 0', 'WONT 1', 'DONT 24']);
  });

  it('hears once how the modem’s wires are', async () => {
    await send(encodeOption('WILL', 44), encodeOption('WILL', 44));
    expect(socket.takeAnswers()).toEqual(['7: 176']);
  });

  it('gets what was done in the order in which it was asked for', async () => {
    await send(
      escapeIac(Uint8Array.of(1, 255)),
      encodeRequest(comPortCommands.setBaudRate, ...baudBytes(921_600)),
      Uint8Array.of(2),
      control(controls.dtrOn),
      control(controls.rtsOff),
      encodeRequest(comPortCommands.purgeData, 1),
    );
    expect(port.done).toEqual([
      'write 1 255',
      'baud 921600',
      'write 2',
      'lines {"dtr":true,"rts":false}',
      'discard',
    ]);
    expect(socket.takeAnswers()).toEqual(['1: 0 14 16 0', '5: 8', '5: 12', '12: 1']);
  });

  it('changes a line twice when it says so twice', async () => {
    await send(control(controls.dtrOn), control(controls.dtrOff), control(controls.rtsOn));
    expect(port.done).toEqual(['lines {"dtr":true}', 'lines {"dtr":false,"rts":true}']);
    expect(socket.takeAnswers()).toEqual(['5: 8', '5: 9', '5: 11']);
  });

  it('is told what holds where that is not what it asked for', async () => {
    port.fastestBaud = 460_800;
    expect(await ask(comPortCommands.setBaudRate, ...baudBytes(460_800))).toEqual(['1: 0 7 8 0']);
    expect(await ask(comPortCommands.setBaudRate, ...baudBytes(2_000_000))).toEqual(['1: 0 7 8 0']);
    expect(await ask(comPortCommands.setBaudRate, 0, 0, 0, 0)).toEqual(['1: 0 7 8 0']);
    expect(await ask(comPortCommands.setDataSize, 7)).toEqual(['2: 8']);
    expect(await ask(comPortCommands.setParity, 3)).toEqual(['3: 1']);
    expect(await ask(comPortCommands.setStopSize, 2)).toEqual(['4: 1']);
    expect(await ask(comPortCommands.setControl, 3)).toEqual(['5: 1']);
    expect(await ask(comPortCommands.setControl, controls.breakOn)).toEqual(['5: 6']);
    expect(await ask(comPortCommands.setControl, controls.inboundHardware)).toEqual(['5: 14']);
  });

  it('may ask how the lines are', async () => {
    await send(control(controls.dtrOn));
    socket.takeAnswers();
    expect(await ask(comPortCommands.setControl, controls.askDtr)).toEqual(['5: 8']);
    expect(await ask(comPortCommands.setControl, controls.askRts)).toEqual(['5: 12']);
  });

  it('gets its question back from a port without lines, and is let be when it sets them', async () => {
    port.features = { lines: false, baud: false, usb: null };
    expect(await ask(comPortCommands.setControl, controls.askDtr)).toEqual(['5: 7']);
    expect(await ask(comPortCommands.setControl, controls.rtsOn)).toEqual(['5: 11']);
    expect(port.done).toEqual([]);
  });

  it('is told which adapter is behind it, and the state of modem and line', async () => {
    port.features = { lines: true, baud: true, usb: { vendorId: 0x303a, productId: 0x1001 } };
    const [signature = ''] = await ask(comPortCommands.signature);
    expect(String.fromCharCode(...signature.slice(3).split(' ').map(Number))).toBe('Kiln usb=303a:1001');
    expect(await ask(comPortCommands.signature, 72, 105)).toEqual([]);
    expect(await ask(comPortCommands.setModemStateMask, 255)).toEqual(['11: 255', '7: 176']);
    expect(await ask(comPortCommands.setLineStateMask, 0)).toEqual(['10: 0']);
    expect(await ask(comPortCommands.notifyModemState)).toEqual(['7: 176']);
    expect(await ask(comPortCommands.notifyLineState)).toEqual(['6: 96']);
  });

  it('may hold the board’s words back and have them later', async () => {
    await send(encodeRequest(comPortCommands.flowControlSuspend));
    port.say(1);
    port.say(2);
    expect(socket.data).toEqual([]);
    await send(encodeRequest(comPortCommands.flowControlResume));
    port.say(3);
    expect(socket.data).toEqual([1, 2, 3]);
  });

  it('does not get what it has purged while it held it back', async () => {
    await send(encodeRequest(comPortCommands.flowControlSuspend));
    port.say(1);
    await send(encodeRequest(comPortCommands.purgeData, 1), encodeRequest(comPortCommands.flowControlResume));
    expect(socket.data).toEqual([]);
  });

  it('waits when it is too far ahead of the port', async () => {
    let open: () => void = () => undefined;
    port.gate = new Promise((resolve) => (open = resolve));
    await send(new Uint8Array(0x5_0000));
    expect(socket.state).toBe('paused');
    open();
    await settled();
    expect(socket.state).toBe('open');
  });

  it('is cut when it reads nothing of what the board says', () => {
    socket.writableLength = 0x50_0000;
    port.say(1);
    expect(socket.state).toBe('destroyed');
  });

  it('is cut when the port fails', async () => {
    port.write = () => Promise.reject(new Error('gone'));
    await send(Uint8Array.of(1));
    expect(socket.state).toBe('destroyed');
  });

  it('leaves nothing to be done when it goes', async () => {
    let open: () => void = () => undefined;
    port.gate = new Promise((resolve) => (open = resolve));
    connection.receive(Uint8Array.from([1, ...control(controls.dtrOn)]));
    const ended = connection.end();
    open();
    await clock.run(ended);
    connection.receive(Uint8Array.of(2));
    await settled();
    expect(port.done).toEqual(['write 1']);
    expect(port.hasListener).toBe(false);
  });
});
