import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { chipIds } from '../../../src-shared/model/chip';
import { sleep } from '../../../src-shared/time/clock';
import { hex, words } from './host-side';
import { enterLoader, makeBoard, opcode, romStatus, startStub, valueOf, type OpenBoard } from './open-board';

/** FLASH_BEGIN of a ROM with a fifth word. */
const begin = (sizeBytes: number, blocks: number, offset: number): number[] => [
  sizeBytes,
  blocks,
  0x400,
  offset,
  0,
];

async function attach({ host }: OpenBoard): Promise<void> {
  await host.ask(opcode.spiAttach, [0, 0]);
}

describe.each(chipIds)('the ROM of %s', (chip) => {
  it('answers SYNC eight times and knows its own MAC', async () => {
    const board = makeBoard({ chip, mac: '11:22:33:44:55:66' });
    const spec = chips[chip];
    const macReg = { esp8266: 0x3ff0_0050, esp32: 0x3ff5_a004 }[chip as string] ?? spec.efuse?.macReg ?? 0;
    const [low, high] = await board.clock.run(async () => {
      await enterLoader(board);
      return [
        await board.host.ask(opcode.readReg, [macReg]),
        await board.host.ask(opcode.readReg, [macReg + 4]),
      ];
    });
    expect(board.host.frames.slice(0, 8).map((frame) => frame[1])).toEqual(new Array(8).fill(opcode.sync));
    expect(valueOf(low)).toBe(chip === 'esp8266' ? 0x6600_0000 : 0x3344_5566);
    expect(valueOf(high) & 0xffff).toBe(chip === 'esp8266' ? 0x4455 : 0x1122);
  });

  it.skipIf(chips[chip].stub === null)('starts the stub that is uploaded', async () => {
    const board = makeBoard({ chip });
    await board.clock.run(async () => {
      await enterLoader(board);
      await startStub(board);
    });
    expect(board.board.chip.mode).toBe('stub');
  });
});

describe('the ROM', () => {
  it('of the ESP32 repeats its last answer with an error when it does not know a command', async () => {
    const board = makeBoard({ chip: 'esp32' });
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.readReg, [0x4000_1000]);
      return board.host.ask(opcode.securityInfo);
    });
    expect(answer[1]).toBe(opcode.readReg);
    expect(valueOf(answer)).toBe(0x00f0_1d83);
    expect(romStatus(answer)).toEqual([1, 5, 0, 0]);
  });

  it.each([
    ['esp32s2', 12],
    ['esp32c3', 20],
  ] as const)('of %s gives %i bytes of security information', async (chip, sizeBytes) => {
    const board = makeBoard({ chip, security: { secureBoot: true, flashEncryption: true } });
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      return board.host.ask(opcode.securityInfo);
    });
    expect(answer).toHaveLength(8 + sizeBytes + 4);
    expect([...answer.subarray(8, 13)]).toEqual([1, 0, 0, 0, 1]);
    if (sizeBytes === 20) expect(answer[20]).toBe(5);
  });

  it('gives the MD5 as 32 letters', async () => {
    const board = makeBoard();
    board.board.flash.startProgram(0x1000, Uint8Array.of(1, 2, 3));
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      await attach(board);
      return board.host.ask(opcode.md5, [0x1000, 3, 0, 0]);
    });
    const text = new TextDecoder().decode(answer.subarray(8, 40));
    expect(text).toBe(
      createHash('md5')
        .update(Uint8Array.of(1, 2, 3))
        .digest('hex'),
    );
    expect(answer).toHaveLength(8 + 32 + 4);
  });

  it('always gives 64 bytes to READ_FLASH_SLOW', async () => {
    const board = makeBoard();
    board.board.flash.startProgram(0x40, Uint8Array.of(9, 8));
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      await attach(board);
      return board.host.ask(opcode.readFlashSlow, [0x40, 2]);
    });
    expect(answer).toHaveLength(8 + 64 + 4);
    expect([...answer.subarray(8, 11)]).toEqual([9, 8, 0xff]);
  });

  it('erases before it answers FLASH_BEGIN and writes before it answers a block', async () => {
    const board = makeBoard({ timing: 'real' });
    board.board.flash.startProgram(0x2000, Uint8Array.of(0));
    const [eraseMs, blockMs] = await board.clock.run(async () => {
      await enterLoader(board);
      await attach(board);
      let startMs = board.clock.now();
      await board.host.ask(opcode.flashBegin, begin(0x400, 1, 0x2000));
      const firstMs = board.clock.now() - startMs;
      startMs = board.clock.now();
      await board.host.askData(opcode.flashData, new Uint8Array(0x400).fill(0x5a));
      return [firstMs, board.clock.now() - startMs];
    });
    expect(eraseMs).toBeGreaterThan(45);
    expect(blockMs).toBeGreaterThan((0x400 * 10_000) / 115_200 + 4 * 0.4);
    expect([...board.board.flash.read(0x2000, 2)]).toEqual([0x5a, 0x5a]);
  });

  it('unpacks what is compressed and says so when it cannot', async () => {
    const board = makeBoard();
    const data = new Uint8Array(0x800).fill(0x21);
    const [good, bad] = await board.clock.run(async () => {
      await enterLoader(board);
      await attach(board);
      await board.host.ask(opcode.deflBegin, begin(0x800, 1, 0));
      const first = await board.host.askData(opcode.deflData, deflateSync(data));
      await board.host.ask(opcode.deflBegin, begin(0x800, 1, 0x1000));
      return [first, await board.host.askData(opcode.deflData, new Uint8Array(64).fill(0x99))];
    });
    expect(romStatus(good)).toEqual([0, 0, 0, 0]);
    expect(romStatus(bad)).toEqual([1, 0x0b, 0, 0]);
    expect(hex(board.board.flash.read(0, 0x800))).toBe(hex(data));
  });

  it('says no to a wrong checksum, a missing fifth word and a flash that is not attached', async () => {
    const board = makeBoard();
    const statuses = await board.clock.run(async () => {
      await enterLoader(board);
      const unattached = await board.host.ask(opcode.flashBegin, begin(0x400, 1, 0));
      await attach(board);
      const short = await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, 0]);
      await board.host.ask(opcode.flashBegin, begin(0x400, 1, 0));
      const before = board.host.frames.length;
      const payload = new Uint8Array(16 + 4);
      payload.set(words(4, 0, 0, 0));
      await board.host.command(opcode.flashData, payload, 0);
      await board.host.untilFrames(before + 1);
      return [unattached, short, board.host.frames[before]!].map((answer) => romStatus(answer)[1]);
    });
    expect(statuses).toEqual([6, 5, 7]);
  });

  it('finds no flash before it is attached', async () => {
    const board = makeBoard();
    const readId = async (): Promise<number> => {
      const { host } = board;
      const { base, usr, usr2, w0, misoDlen } = chips.esp32c3.spi;
      for (const [register, value] of [
        [misoDlen, 23],
        [usr, 0x9000_0000],
        [usr2, 0x7000_009f],
        [0, 1 << 18],
      ] as const)
        await host.ask(opcode.writeReg, [base + (register ?? 0), value, 0xffff_ffff, 0]);
      return valueOf(await host.ask(opcode.readReg, [base + w0])) & 0xff_ffff;
    };
    const ids = await board.clock.run(async () => {
      await enterLoader(board);
      const before = await readId();
      await attach(board);
      return [before, await readId()];
    });
    expect(ids).toEqual([0xff_ffff, 0x16_40c8]);
  });

  it('of the ESP8266 erases the sectors before the block border twice over', async () => {
    const board = makeBoard({ chip: 'esp8266' });
    board.board.flash.startProgram(0x1000, new Uint8Array(0x8000));
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.flashBegin, [0x2000, 8, 0x400, 0x1000]);
    });
    expect(board.board.flash.isBlank(0x1000, 0x4000)).toBe(true);
    expect(board.board.flash.isBlank(0x5000, 0x1000)).toBe(false);
  });

  it('in secure download mode reads no registers, takes no stub and still writes', async () => {
    const board = makeBoard({ security: { secureDownloadMode: true } });
    const [read, mem, flash] = await board.clock.run(async () => {
      await enterLoader(board);
      return [
        await board.host.ask(opcode.readReg, [0x4000_1000]),
        await board.host.ask(opcode.memBegin, [16, 1, 16, 0x4038_0000]),
        await board.host.ask(opcode.spiAttach, [0, 0]),
      ];
    });
    expect(romStatus(read)).toEqual([1, 5, 0, 0]);
    expect(romStatus(mem)).toEqual([1, 5, 0, 0]);
    expect(romStatus(flash)).toEqual([0, 0, 0, 0]);
  });

  it('that takes a 26 MHz crystal for one of 40 runs at another rate than it was asked for', async () => {
    const board = makeBoard({ chip: 'esp32c2', crystalMhz: 26 });
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.changeBaud, [Math.round((460_800 * 40) / 26), 0]);
      await sleep(board.clock, 5);
    });
    expect(board.board.chip.baud).toBeCloseTo(460_800, -2);
  });

  it('runs a small program that is uploaded, which is not a stub wherever it lies', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.memBegin, [16, 1, 16, 0x4038_0000]);
      await board.host.askData(opcode.memData, new Uint8Array(16));
      await board.host.ask(opcode.memEnd, [0, 0x4038_0004]);
      await board.host.untilText('RAM code runs at 0x40380004');
    });
    expect(board.board.chip.mode).toBe('busy');
  });

  it('does not take half an upload for a stub', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.memBegin, [0x3000, 2, 0x1800, 0x4038_0000]);
      await board.host.askData(opcode.memData, new Uint8Array(0x1800));
      await board.host.ask(opcode.memEnd, [0, 0x4038_0020]);
      await board.host.untilText('RAM code runs');
    });
    expect(board.board.chip.mode).toBe('busy');
  });

  it('does not take a stub of another revision for one', async () => {
    const board = makeBoard({ chip: 'esp32p4', revision: 100 });
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.memBegin, [0x1800, 1, 0x1800, 0x4ff5_0000]);
      await board.host.askData(opcode.memData, new Uint8Array(0x1800));
      await board.host.ask(opcode.memEnd, [0, 0x4ff5_0020]);
      await board.host.untilText('RAM code runs');
    });
    expect(board.board.chip.mode).toBe('busy');
  });

  it('leaves for the firmware in flash at FLASH_END', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.flashEnd, [1]);
      await board.host.untilText('invalid header');
    });
    expect(board.board.chip.mode).toBe('busy');
  });

  it('resets by its watchdog when that is unlocked and switched on', async () => {
    const board = makeBoard({ chip: 'esp32s3' });
    const watchdog = chips.esp32s3.watchdog!;
    await board.clock.run(async () => {
      await enterLoader(board);
      for (const [register, value] of [
        [watchdog.config0Reg, 0x8000_0000],
        [watchdog.writeProtectReg, watchdog.writeKey],
        [watchdog.config1Reg, 2000],
      ] as const)
        await board.host.ask(opcode.writeReg, [register, value, 0xffff_ffff, 0]);
      await sleep(board.clock, 1000);
      expect(board.board.chip.mode).toBe('rom');
      await board.host.ask(opcode.writeReg, [watchdog.config0Reg, 0x8000_0000, 0xffff_ffff, 0]);
      // 2000 ticks of 150 kHz.
      await sleep(board.clock, 20);
    });
    expect(board.board.chip.mode).toBe('busy');
  });
});
