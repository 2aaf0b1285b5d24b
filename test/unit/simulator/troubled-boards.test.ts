import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../src-main/simulator/faults/parse-fault';
import type { Fault } from '../../../src-main/simulator/faults/fault';
import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { sleep } from '../../../src-shared/time/clock';
import { hex } from './host-side';
import { enterLoader, makeBoard, opcode, romStatus, type OpenBoard } from './open-board';

function troubled(text: string, spec: Partial<BoardSpec> = {}): OpenBoard {
  return makeBoard({ faults: [parseFault(text) as Fault], ...spec });
}

/** What is heard at a rate after a reset, into the loader or not. */
async function heard(
  board: OpenBoard,
  baud: number,
  into: 'loader' | 'firmware',
  forMs = 2000,
): Promise<string> {
  await board.clock.run(async () => {
    await board.transport.open(baud);
    await (into === 'loader' ? board.host.resetToDownload() : board.host.resetToRun());
    await sleep(board.clock, forMs);
  });
  return board.host.text;
}

const syncFails = (board: OpenBoard): Promise<void> =>
  board.clock.run(async () => {
    const before = board.host.frames.length;
    await board.host.command(opcode.sync, new Uint8Array(36));
    await sleep(board.clock, 200);
    expect(board.host.frames).toHaveLength(before);
  });

describe('a board whose', () => {
  it('TX and RX are bridged sends back what the host sends, and hears none of it', async () => {
    const board = troubled('echo');
    const text = await heard(board, 115_200, 'loader');
    expect(text).toContain('waiting for download');
    await board.clock.run(async () => {
      await board.host.command(opcode.readReg, [0x4000_1000]);
      await sleep(board.clock, 100);
    });
    expect(board.host.frames.map(hex)).toEqual(['000a0400000000000010' + '0040']);
  });

  it('RX is off is read but not reached', async () => {
    const board = troubled('deaf');
    expect(await heard(board, 115_200, 'loader')).toContain('waiting for download');
    await syncFails(board);
  });

  it('TX is off is silent, though it does what it is told', async () => {
    const board = troubled('mute');
    expect(await heard(board, 115_200, 'loader')).toBe('');
    expect(board.board.chip.mode).toBe('rom');
    await syncFails(board);
  });

  it.each([
    ['esp32', 74_880],
    ['esp32c3', 74_880],
  ] as const)(
    'crystal is of 26 MHz instead of 40 (%s) is understood at %i baud alone',
    async (chip, baud) => {
      const board = troubled('crystal:26', { chip });
      expect(await heard(board, 115_200, 'loader')).not.toContain('waiting');
      const slow = troubled('crystal:26', { chip });
      expect(await heard(slow, baud, 'loader')).toContain('waiting for download');
      await slow.clock.run(() => slow.host.sync());
      await syncFails(board);
    },
  );

  it('flash is missing reads FF, has no id, is not written and does not boot', async () => {
    const board = troubled('flash-missing');
    const [read, begin] = await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.spiAttach, [0, 0]);
      return [
        await board.host.ask(opcode.readFlashSlow, [0, 64]),
        await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, 0, 0]),
      ];
    });
    expect([...read.subarray(8, 72)]).toEqual(new Array<number>(64).fill(0xff));
    expect(romStatus(begin)).toEqual([1, 6, 0, 0]);
    await board.clock.run(() => board.transport.close());
    expect(await heard(board, 115_200, 'firmware', 100)).toContain('invalid header: 0xffffffff');
  });

  it('firmware crashes starts again and again', async () => {
    const text = await heard(troubled('boot-loop'), 115_200, 'firmware');
    expect(text.split('Guru Meditation Error').length).toBeGreaterThan(3);
    expect(text).toContain('rst:0xc (RTC_SW_CPU_RST)');
  });

  it('supply gives way when it starts says so, and can be flashed', async () => {
    const board = troubled('brown-out-boot');
    expect(await heard(board, 115_200, 'firmware')).toContain('rst:0xf (BROWNOUT_RST)');
    await board.clock.run(async () => {
      await board.host.resetToDownload();
      await board.host.sync();
    });
  });

  it.each([9600, 74_880, 921_600])('firmware talks at %i baud is understood at that rate', async (baud) => {
    const text = await heard(troubled(`chatter:${baud}`), baud, 'firmware', 500);
    expect(text).toMatch(/sensor 1: .*sensor 2: .*sensor 3: /s);
    const garbage = await heard(troubled(`chatter:${baud}`), 115_200, 'firmware', 500);
    expect(garbage).not.toContain('sensor');
  });

  it('firmware talks goes on when the port is opened again', async () => {
    const board = troubled('chatter:115200');
    await heard(board, 115_200, 'firmware', 350);
    await board.clock.run(async () => {
      await board.transport.close();
      await sleep(board.clock, 1000);
      board.host.text = '';
      await board.transport.open(115_200);
      await board.host.untilText('sensor 2');
      await board.transport.close();
    });
  });

  it.each([
    ['permission', 'port-permission'],
    ['gone', 'port-not-found'],
    ['busy', 'port-busy'],
  ])('port is held back by %s says %s', async (text, code) => {
    await expect(troubled(text).transport.open(115_200)).rejects.toMatchObject({ code });
  });

  it('adapter has flow control in hardware is reset by its own text unless DTR is held', async () => {
    const usb = { kind: 'bridge', flowControl: true } as const;
    const board = makeBoard({ usb });
    expect(await heard(board, 115_200, 'loader', 200)).toContain('waiting for download');
    await board.clock.run(() => expect(board.host.sync()).rejects.toThrow('frames instead of 8'));
    expect(board.host.text.split('ESP-ROM').length).toBeGreaterThan(5);
    const held = makeBoard({ usb });
    await held.clock.run(async () => {
      await held.transport.open(115_200);
      await held.transport.setLines({ dtr: false, rts: true });
      await sleep(held.clock, 100);
      await held.transport.setLines({ dtr: true, rts: false });
      await sleep(held.clock, 50);
      await held.transport.setLines({ dtr: true, rts: true });
      await held.host.sync();
    });
    expect(held.board.chip.mode).toBe('rom');
  });
});

describe('a blank board on its own USB', () => {
  it.each(['watchdog', 'always'] as const)(
    'that goes away at resets (%s) tells of each loss, the first included',
    async (reenumerates) => {
      const board = makeBoard({
        timing: 'real',
        usb: { kind: 'serial-jtag', reenumerates, awayMs: 400 },
      });
      let lost = 0;
      board.transport.onLost(() => (lost += 1));
      await board.clock.run(async () => {
        for (let opened = 1; opened <= 2; opened++) {
          await board.transport.open(115_200);
          // The ROM finds nothing to boot and the watchdog resets it.
          await sleep(board.clock, 2000);
          expect(lost).toBe(opened);
        }
      });
    },
  );

  it('stays when it is opened without lines, in its loader', async () => {
    const board = makeBoard({ usb: { kind: 'serial-jtag', reenumerates: 'always', awayMs: 400 } });
    const link = board.board.attach({ label: 'sim', baud: 115_200, lines: false, ownBaud: false });
    let lost = 0;
    link.onLost(() => (lost += 1));
    await board.clock.run(() => sleep(board.clock, 1000));
    expect([lost, board.board.chip.mode]).toEqual([0, 'rom']);
  });
});
