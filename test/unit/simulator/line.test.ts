import { describe, expect, it } from 'vitest';
import { format8N1 } from '../../../src-shared/model/monitor';
import { resampleUart } from '../../../src-main/simulator/line/resample-uart';
import { bootPins } from '../../../src-main/simulator/line/reset-circuit';
import { sleep } from '../../../src-shared/time/clock';
import { HostSide, hex } from './host-side';
import { enterLoader, makeBoard, opcode, openStub, romStatus } from './open-board';

describe('DTR and RTS', () => {
  it.each([
    [
      { dtr: false, rts: false },
      { enable: true, io0: true },
    ],
    [
      { dtr: true, rts: false },
      { enable: true, io0: false },
    ],
    [
      { dtr: false, rts: true },
      { enable: false, io0: true },
    ],
    [
      { dtr: true, rts: true },
      { enable: true, io0: true },
    ],
  ])('%o gives %o at the pins', (lines, pins) => {
    expect(bootPins(lines)).toEqual(pins);
  });

  it('lead to the loader when IO0 is low as EN rises', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.resetToDownload();
    });
    expect(board.host.text).toContain('waiting for download');
    expect(board.board.chip.mode).toBe('rom');
  });

  it('lead to the firmware when they are released without IO0', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.resetToRun();
    });
    expect(board.host.text).toContain('(SPI_FAST_FLASH_BOOT)');
    expect(board.board.chip.mode).toBe('busy');
  });

  it('may pass through both asserted on the way, as drivers that set one after the other do', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.transport.setLines({ rts: true });
      await sleep(board.clock, 100);
      await board.transport.setLines({ dtr: true });
      await board.transport.setLines({ rts: false });
      await sleep(board.clock, 50);
    });
    expect(board.board.chip.mode).toBe('rom');
  });

  it('hold the chip in reset as long as EN is low', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.transport.setLines({ dtr: false, rts: true });
      await board.host.command(opcode.sync, new Uint8Array(36));
      await sleep(board.clock, 1000);
    });
    expect(board.board.chip.mode).toBe('held');
    expect(board.host.frames).toHaveLength(8);
  });

  it('of USB-OTG restart the chip when RTS falls, into the loader when DTR is set, and the port goes away', async () => {
    const board = makeBoard({ chip: 'esp32s3', usb: { kind: 'otg', awayMs: 300 } });
    let lost = 0;
    board.transport.onLost(() => (lost += 1));
    const restart = async (dtr: boolean): Promise<void> => {
      await board.transport.setLines({ dtr: false, rts: true });
      await board.transport.setLines({ dtr });
      await board.transport.setLines({ rts: false });
      await sleep(board.clock, 300);
      await board.transport.open(115_200);
    };
    const force = { reg: 0x6000_812c, mask: 1 };
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await restart(true);
      expect([lost, board.board.chip.mode]).toEqual([1, 'rom']);
      await board.host.sync();
      // The bit that led into the loader is still set: whoever resets comes back to it.
      await restart(false);
      expect([lost, board.board.chip.mode]).toEqual([2, 'rom']);
      await board.host.sync();
      await board.host.ask(opcode.writeReg, [force.reg, 0, force.mask, 0]);
      await restart(false);
      expect([lost, board.board.chip.mode]).toEqual([3, 'busy']);
    });
    expect(board.transport.features.usb).toEqual({ vendorId: 0x303a, productId: 0x0009 });
  });

  it('of USB-OTG have blocks for RAM of 0x800 bytes at most', async () => {
    const board = makeBoard({ chip: 'esp32s2', usb: { kind: 'otg', awayMs: 0 } });
    const answers = await board.clock.run(async () => {
      await board.transport.open(115_200);
      board.board.chip.start('power-on', { download: true });
      await sleep(board.clock, 1);
      await board.transport.open(115_200);
      await board.host.sync();
      await board.host.ask(opcode.memBegin, [0x1800, 3, 0x800, 0x4002_8000]);
      return [
        await board.host.askData(opcode.memData, new Uint8Array(0x800)),
        await board.host.askData(opcode.memData, new Uint8Array(0x1000)),
      ];
    });
    expect(answers.map(romStatus)).toEqual([
      [0, 0, 0, 0],
      [1, 6, 0, 0],
    ]);
  });

  it('of the chip’s own USB reset it into the loader by way of both asserted', async () => {
    const board = makeBoard({ usb: { kind: 'serial-jtag', reenumerates: 'never', awayMs: 0 } });
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      for (const lines of [
        { dtr: false, rts: false },
        { dtr: true, rts: false },
        { dtr: true, rts: true },
        { dtr: false, rts: true },
        { dtr: false, rts: false },
      ]) {
        await board.transport.setLines(lines);
        await sleep(board.clock, 100);
      }
      await board.host.sync();
    });
    expect(board.board.chip.mode).toBe('rom');
    expect(board.transport.features.usb).toEqual({ vendorId: 0x303a, productId: 0x1001 });
  });
});

describe('a UART', () => {
  const bytes = new TextEncoder().encode('waiting for download');

  it('hears the same bytes at the same rate', () => {
    expect(hex(resampleUart(bytes, 115_200, 115_200))).toBe(hex(bytes));
  });

  it('hears more bytes than were sent when it listens faster, fewer when slower', () => {
    expect(resampleUart(bytes, 74_880, 230_400).length).toBeGreaterThan(bytes.length);
    expect(resampleUart(bytes, 230_400, 74_880).length).toBeLessThan(bytes.length);
  });

  it.each([
    ['7E1', { dataBits: 7, parity: 'even', stopBits: 1 }, 0x7f],
    ['7N1', { dataBits: 7, parity: 'none', stopBits: 1 }, 0x7f],
    ['5O2', { dataBits: 5, parity: 'odd', stopBits: 2 }, 0x1f],
  ] as const)('that is set to %s loses the upper bits of 8N1', (_name, format, mask) => {
    const heard = resampleUart(bytes, { baud: 115_200, format: format8N1 }, { baud: 115_200, format });
    expect(heard[0]).toBe((bytes[0] ?? 0) & mask);
    if (mask === 0x7f) expect(hex(heard)).toBe(hex(bytes));
    else expect(hex(heard)).not.toBe(hex(bytes));
  });

  it('takes the parity of 7E1 for the eighth bit of 8N1', () => {
    const format = { dataBits: 7, parity: 'even', stopBits: 1 } as const;
    const heard = resampleUart(
      Uint8Array.of(0x41, 0x43),
      { baud: 115_200, format },
      { baud: 115_200, format: format8N1 },
    );
    // 0x41 has two ones, 0x43 three.
    expect([...heard]).toEqual([0x41, 0xc3]);
  });

  it('is the same to both ends with the same format', () => {
    const settings = { baud: 9_600, format: { dataBits: 7, parity: 'odd', stopBits: 2 } } as const;
    expect(hex(resampleUart(bytes, settings, settings))).toBe(hex(bytes));
  });

  it('makes garbage of the boot text of an ESP8266 at 115200 and text of it at 74880', async () => {
    const heardAt = async (baud: number): Promise<string> => {
      const board = makeBoard({ chip: 'esp8266' });
      await board.clock.run(async () => {
        await board.transport.open(baud);
        await board.host.resetToDownload();
      });
      return board.host.text;
    };
    expect(await heardAt(74_880)).toContain('ets Jan  8 2013,rst cause:2, boot mode:(1,6)');
    const garbage = await heardAt(115_200);
    expect(garbage.length).toBeGreaterThan(10);
    expect(garbage).not.toContain('boot mode');
  });

  it('of a ROM takes the rate of the first SYNC, whatever its text came at', async () => {
    const board = makeBoard({ chip: 'esp8266' });
    await board.clock.run(() => enterLoader(board, 230_400));
    expect(board.board.chip.baud).toBe(230_400);
    expect(board.host.frames).toHaveLength(8);
  });

  it('of a stub hears nothing from a host that did not follow a change of rate', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.changeBaud, [921_600, 115_200]);
      const before = board.host.frames.length;
      await board.host.command(opcode.readReg, [0x4000_1000]);
      await sleep(board.clock, 500);
      expect(board.host.frames).toHaveLength(before);
      await board.transport.setBaud(921_600);
      await board.host.command(opcode.readReg, [0x4000_1000]);
      await board.host.untilFrames(before + 1);
    });
  });

  it('takes 10 bits for each byte', async () => {
    const board = makeBoard({ timing: 'real' });
    const atMs = await board.clock.run(async () => {
      await enterLoader(board);
      const startMs = board.clock.now();
      await board.host.askData(opcode.memData, new Uint8Array(0x1000));
      return board.clock.now() - startMs;
    });
    const lineMs = ((0x1000 + 16 + 8 + 2 + 14) * 10_000) / 115_200;
    expect(atMs).toBeGreaterThan(lineMs);
    expect(atMs).toBeLessThan(lineMs + 6);
  });

  it('is not a matter of rates on the chip’s own USB', async () => {
    const board = makeBoard({ usb: { kind: 'serial-jtag', reenumerates: 'never', awayMs: 0 } });
    const host = new HostSide(board.transport, board.clock);
    await board.clock.run(async () => {
      await board.transport.open(9600);
      board.board.chip.start('usb', { download: true });
      await host.sync();
    });
    expect(host.text).toContain('waiting for download');
  });
});
