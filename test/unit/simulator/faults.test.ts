import { describe, expect, it } from 'vitest';
import { faultSyntax, parseFault } from '../../../src-main/simulator/faults/parse-fault';
import type { Fault } from '../../../src-main/simulator/faults/fault';
import type { AppError } from '../../../src-shared/errors/app-error';
import { sleep } from '../../../src-shared/time/clock';
import { hex } from './host-side';
import {
  enterLoader,
  makeBoard,
  opcode,
  openStub,
  romStatus,
  stubStatus,
  type OpenBoard,
} from './open-board';

function faulty(...texts: string[]): OpenBoard {
  return makeBoard({ faults: texts.map((text) => parseFault(text) as Fault) });
}

describe('the text form of faults', () => {
  it.each([
    [
      'damage:host:FLASH_DEFL_DATA:2',
      { type: 'damage', direction: 'host', frames: { opcode: 0x11, from: 2, count: 1 } },
    ],
    ['drop:chip:*', { type: 'drop', direction: 'chip', frames: { opcode: null, from: 1, count: 1 } }],
    [
      'duplicate:host:sync:1:3',
      { type: 'duplicate', direction: 'host', frames: { opcode: 8, from: 1, count: 3 } },
    ],
    [
      'delay:250:chip:READ_REG:4',
      { type: 'delay', direction: 'chip', byMs: 250, frames: { opcode: 0x0a, from: 4, count: 1 } },
    ],
    ['noise:host:0.001:7', { type: 'noise', direction: 'host', probability: 0.001, seed: 7 }],
    ['silent:FLASH_DATA:3', { type: 'silent', frames: { opcode: 3, from: 3, count: 1 } }],
    ['reset:ERASE_FLASH', { type: 'reset', frames: { opcode: 0xd0, from: 1, count: 1 } }],
    ['brown-out:FLASH_BEGIN', { type: 'brown-out', frames: { opcode: 2, from: 1, count: 1 } }],
    ['unplug:20000:1500:usb7', { type: 'unplug', afterBytes: 20_000, backAfterMs: 1500, name: 'usb7' }],
    ['unplug:1', { type: 'unplug', afterBytes: 1, backAfterMs: null, name: null }],
    ['unplug-read:5000:800', { type: 'unplug-read', afterBytes: 5000, backAfterMs: 800, name: null }],
    [
      'unplug-at:chip:READ_FLASH:3:800:usb7',
      { type: 'unplug-at', direction: 'chip', opcode: 0xd2, nth: 3, backAfterMs: 800, name: 'usb7' },
    ],
    [
      'unplug-at:host:*',
      { type: 'unplug-at', direction: 'host', opcode: null, nth: 1, backAfterMs: null, name: null },
    ],
    ['silent:chip:MEM_END', { type: 'silent', direction: 'chip', frames: { opcode: 6, from: 1, count: 1 } }],
    ['drop:chip:OHAI', { type: 'drop', direction: 'chip', frames: { opcode: 0x100, from: 1, count: 1 } }],
    ['crystal:26', { type: 'crystal', mhz: 26 }],
    ['chatter:9600', { type: 'chatter', baud: 9600 }],
    ['echo', { type: 'echo' }],
    ['erase-refused:0x10000', { type: 'erase-refused', offset: 0x1_0000 }],
    ['stuck-bit:0x1234:3:0', { type: 'stuck-bit', offset: 0x1234, bit: 3, value: 0 }],
    ['write-protected', { type: 'write-protected' }],
    ['busy', { type: 'busy' }],
  ])('%s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    '',
    'explode',
    'drop:up:SYNC',
    'drop:host:NO_SUCH',
    'drop:host:SYNC:0',
    'delay:soon:host:SYNC',
    'noise:host:2',
    'noise:host',
    'stuck-bit:0:8:1',
    'stuck-bit:0:1:2',
    'unplug',
    'busy:1',
    'unplug-at:host',
    'unplug-at:SYNC',
    'unplug-at:host:SYNC:0',
    'silent:chip',
    'crystal',
    'chatter:fast',
    'deaf:1',
    'constructor',
  ])('“%s” is none', (text) => {
    expect(parseFault(text)).toBeNull();
  });

  it('is listed for every kind of fault', () => {
    const kinds = faultSyntax.map(({ form }) => form.split(/[:[]/)[0]);
    expect(new Set(kinds).size).toBe(25);
    for (const kind of kinds) expect(parseFault(`${kind}:?`)).toBeNull();
  });
});

describe('a board with faults', () => {
  it('does not hear a frame that is dropped', async () => {
    const board = faulty('drop:host:READ_REG:2');
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.readReg, [0]);
      await expect(board.host.ask(opcode.readReg, [0], 200)).rejects.toThrow('frames instead of');
      await board.host.ask(opcode.readReg, [0]);
    });
  });

  it('hears a damaged block as damaged', async () => {
    const board = faulty('damage:host:FLASH_DATA:1');
    const answers = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.flashBegin, [0x4000, 1, 0x4000, 0]);
      return [
        await board.host.askData(opcode.flashData, new Uint8Array(0x4000)),
        await board.host.askData(opcode.flashData, new Uint8Array(0x4000)),
      ];
    });
    expect(answers.map(stubStatus)).toEqual([
      [0xc1, 0],
      [0, 0],
    ]);
  });

  it('answers twice when the answer is duplicated', async () => {
    const board = faulty('duplicate:chip:READ_REG');
    await board.clock.run(async () => {
      await enterLoader(board);
      const before = board.host.frames.length;
      await board.host.command(opcode.readReg, [0]);
      await sleep(board.clock, 10);
      expect(board.host.frames).toHaveLength(before + 2);
    });
  });

  it('answers late when the answer is delayed', async () => {
    const board = faulty('delay:700:chip:READ_REG');
    const tookMs = await board.clock.run(async () => {
      await enterLoader(board);
      const startMs = board.clock.now();
      await board.host.ask(opcode.readReg, [0]);
      return board.clock.now() - startMs;
    });
    expect(tookMs).toBeGreaterThanOrEqual(700);
  });

  it('is the same with the same noise', async () => {
    const heard = async (seed: number): Promise<string> => {
      const board = faulty(`noise:chip:0.02:${seed}`);
      await board.clock.run(async () => {
        await board.transport.open(115_200);
        await board.host.resetToDownload();
      });
      return board.host.text;
    };
    const first = await heard(7);
    expect(await heard(7)).toBe(first);
    expect(await heard(8)).not.toBe(first);
  });

  it('falls silent until it is reset', async () => {
    const board = faulty('silent:READ_REG:2');
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.readReg, [0]);
      await expect(board.host.ask(opcode.readReg, [0], 200)).rejects.toThrow();
      await board.host.resetToDownload();
      await board.host.sync();
    });
  });

  it('is in its firmware again after a reset in the middle, as nobody holds the button', async () => {
    const board = faulty('reset:FLASH_DATA:1');
    await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.flashBegin, [0x4000, 1, 0x4000, 0]);
      await board.host.data(opcode.flashData, new Uint8Array(0x4000));
      await sleep(board.clock, 20);
    });
    expect(board.board.chip.mode).toBe('busy');
  });

  it('names a brown-out', async () => {
    const board = faulty('brown-out:ERASE_FLASH');
    await board.clock.run(async () => {
      await openStub(board);
      await board.host.command(opcode.eraseFlash);
      await board.host.untilText('rst:0xf (BROWNOUT_RST)');
    });
    expect(board.host.text).toContain('Brownout detector was triggered');
  });

  it('says when its flash refuses to be erased', async () => {
    const board = faulty('erase-refused:0x5000');
    board.board.flash.startProgram(0x5000, Uint8Array.of(0));
    const answers = await board.clock.run(async () => {
      await openStub(board);
      return [
        await board.host.ask(opcode.eraseRegion, [0x4000, 0x1000]),
        await board.host.ask(opcode.eraseRegion, [0x5000, 0x1000]),
      ];
    });
    expect(answers.map(stubStatus)).toEqual([
      [0, 0],
      [0xc4, 0],
    ]);
  });

  it('says nothing of a stuck bit, which only its contents show', async () => {
    const board = faulty('stuck-bit:0x2001:0:1');
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.spiAttach, [0, 0]);
      await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, 0x2000, 0]);
      return board.host.askData(opcode.flashData, new Uint8Array(0x400));
    });
    expect(romStatus(answer)).toEqual([0, 0, 0, 0]);
    expect(hex(board.board.flash.read(0x2000, 3))).toBe('000100');
  });

  it('loses its link when the cable is pulled, and can be opened again when it is back', async () => {
    const board = faulty('unplug:300:1500');
    const lost: AppError[] = [];
    board.transport.onLost((error) => lost.push(error));
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.transport.write(new Uint8Array(300));
      expect(lost.map(({ code }) => code)).toEqual(['port-lost']);
      await expect(board.transport.write(Uint8Array.of(0))).rejects.toMatchObject({ code: 'port-lost' });
      await expect(board.transport.open(115_200)).rejects.toMatchObject({ code: 'port-not-found' });
      await sleep(board.clock, 1500);
      await enterLoader(board);
    });
    expect(lost).toHaveLength(1);
  });

  it('cannot be opened while another program holds it', async () => {
    const board = faulty('busy');
    await expect(board.transport.open(115_200)).rejects.toMatchObject({ code: 'port-busy' });
  });

  it('goes away with a watchdog reset when the port is the chip’s own', async () => {
    const board = makeBoard({ usb: { kind: 'serial-jtag', reenumerates: 'watchdog', awayMs: 400 } });
    let lost = 0;
    board.transport.onLost(() => (lost += 1));
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      board.board.chip.start('watchdog');
      expect(lost).toBe(1);
      expect(board.board.plugged).toBe(false);
      await sleep(board.clock, 400);
      await board.transport.open(115_200);
    });
  });
});
