import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../../src-shared/time/clock';
import { hex, words } from './host-side';
import { makeBoard, mebibyte, opcode, openStub, stubStatus, valueOf } from './open-board';

/** Bytes that compress about as far as firmware does. */
function firmware(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = 1;
  for (let at = 0; at < sizeBytes; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = at % 3 === 0 ? state >>> 24 : at & 0x1f;
  }
  return bytes;
}

const begin = (sizeBytes: number, blocks: number, offset: number): number[] => [
  sizeBytes,
  blocks,
  0x4000,
  offset,
  0,
];

describe('the stub', () => {
  it('says OHAI, then answers SYNC eight times with value 0, which tells it from a ROM', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await openStub(board);
      expect(new TextDecoder().decode(board.host.frames.at(-1))).toBe('OHAI');
      await board.host.sync();
    });
    const answers = board.host.frames.slice(-8);
    expect(answers.map(valueOf)).toEqual(new Array(8).fill(0));
    expect(answers.map(({ length }) => length)).toEqual(new Array(8).fill(10));
  });

  it('acknowledges a block when it is there and writes it while the next one arrives', async () => {
    const board = makeBoard({ timing: 'real' });
    board.board.flash.startProgram(0, new Uint8Array(0x8000));
    const blankAtAnswer = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.flashBegin, begin(0x4000, 1, 0x4000));
      await board.host.askData(opcode.flashData, new Uint8Array(0x4000).fill(0x77));
      const early = board.board.flash.read(0x7000, 1)[0];
      await sleep(board.clock, 500);
      return early;
    });
    expect(blankAtAnswer).not.toBe(0x77);
    expect(board.board.flash.read(0x7000, 1)[0]).toBe(0x77);
  });

  it('loses the third block that comes while both buffers are taken', async () => {
    const board = makeBoard({ timing: 'real' });
    board.board.flash.startProgram(0, new Uint8Array(0x2_0000));
    await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.changeBaud, [3_000_000, 115_200]);
      await board.transport.setBaud(3_000_000);
      await board.host.ask(opcode.flashBegin, begin(0xc000, 3, 0));
      const before = board.host.frames.length;
      await Promise.all(
        [1, 2, 3].map((fill) => board.host.data(opcode.flashData, new Uint8Array(0x4000).fill(fill))),
      );
      await sleep(board.clock, 3000);
      expect(board.host.frames).toHaveLength(before + 2);
    });
    expect(board.board.chip.lostFrames).toBe(1);
    expect(board.board.flash.read(0x4000, 1)[0]).toBe(2);
    expect(board.board.flash.read(0x8000, 1)[0]).not.toBe(3);
  });

  it('skips erasing what is blank', async () => {
    const eraseTime = async (isBlank: boolean): Promise<number> => {
      const board = makeBoard({ timing: 'real' });
      if (!isBlank) board.board.flash.startProgram(0, new Uint8Array(0x4_0000));
      return board.clock.run(async () => {
        await openStub(board);
        const startMs = board.clock.now();
        await board.host.ask(opcode.eraseRegion, [0, 0x4_0000]);
        return board.clock.now() - startMs;
      });
    };
    expect(await eraseTime(true)).toBeLessThan(20);
    expect(await eraseTime(false)).toBeGreaterThan(4 * 200);
  });

  it('writes a MiB that is sent compressed, as its MD5 says, and is held up by the line alone', async () => {
    const board = makeBoard({ timing: 'real' });
    const data = firmware(mebibyte);
    const packed = deflateSync(data, { level: 9 });
    const blocks = Math.ceil(packed.length / 0x4000);
    const { digest, tookMs } = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.changeBaud, [460_800, 115_200]);
      await board.transport.setBaud(460_800);
      const startMs = board.clock.now();
      await board.host.ask(opcode.deflBegin, begin(data.length, blocks, 0x1_0000));
      for (let block = 0; block < blocks; block++) {
        const part = packed.subarray(block * 0x4000, (block + 1) * 0x4000);
        expect(stubStatus(await board.host.askData(opcode.deflData, part, block))).toEqual([0, 0]);
      }
      const answer = await board.host.ask(opcode.md5, [0x1_0000, data.length, 0, 0]);
      return { digest: hex(answer.subarray(8, 24)), tookMs: board.clock.now() - startMs };
    });
    expect(digest).toBe(createHash('md5').update(data).digest('hex'));
    expect(tookMs).toBeGreaterThan((packed.length * 10_000) / 460_800);
  });

  it('says in the answer to the next command what went wrong after the last one', async () => {
    const board = makeBoard();
    const [block, next, after] = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.deflBegin, begin(0x4000, 1, 0));
      return [
        await board.host.askData(opcode.deflData, new Uint8Array(64).fill(0x99)),
        await board.host.ask(opcode.readReg, [0x4000_1000]),
        await board.host.ask(opcode.readReg, [0x4000_1000]),
      ];
    });
    expect([block, next, after].map((answer) => stubStatus(answer))).toEqual([
      [0, 0],
      [0xc7, 0],
      [0, 0],
    ]);
  });

  it('finds damage by the checksum', async () => {
    const board = makeBoard();
    const answer = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.flashBegin, begin(0x4000, 1, 0));
      const payload = new Uint8Array(16 + 4);
      payload.set(words(4, 0, 0, 0));
      return board.host.ask(opcode.flashData, payload);
    });
    expect(stubStatus(answer)).toEqual([0xc1, 0]);
  });

  it('wants all data before FLASH_END', async () => {
    const board = makeBoard();
    const answer = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.flashBegin, begin(0x4000, 1, 0));
      return board.host.ask(opcode.flashEnd, [1]);
    });
    expect(stubStatus(answer)).toEqual([0xc0, 0]);
  });

  it('erases the whole chip', async () => {
    const board = makeBoard();
    board.board.flash.startProgram(0x20_0000, Uint8Array.of(0));
    await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.eraseFlash);
    });
    expect(board.board.flash.isBlank(0, 4 * mebibyte)).toBe(true);
  });

  it('erases no region that is not of whole sectors', async () => {
    const board = makeBoard();
    const answer = await board.clock.run(async () => {
      await openStub(board);
      return board.host.ask(opcode.eraseRegion, [0x1000, 0x100]);
    });
    expect(stubStatus(answer)).toEqual([0xc0, 0]);
  });

  it.each([
    ['one', 1],
    ['asked', 4],
  ] as const)(
    'sends packets of READ_FLASH ahead of their acknowledgement: %s (%i)',
    async (readWindow, ahead) => {
      const board = makeBoard({ readWindow });
      board.board.flash.startProgram(0x1000, firmware(0x6000));
      await board.clock.run(async () => {
        await openStub(board);
        const before = board.host.frames.length;
        await board.host.command(opcode.readFlash, words(0x1000, 0x6000, 0x1000, 4));
        await sleep(board.clock, 50);
        expect(board.host.frames).toHaveLength(before + 1 + ahead);
        for (let got = 1; got <= 6; got++) {
          await board.host.untilFrames(before + 1 + got);
          await board.host.send(words(got * 0x1000));
        }
        await board.host.untilFrames(before + 8);
        const packets = board.host.frames.slice(before + 1);
        expect(hex(Buffer.concat(packets.slice(0, 6)))).toBe(hex(firmware(0x6000)));
        expect(hex(packets[6]!)).toBe(createHash('md5').update(firmware(0x6000)).digest('hex'));
      });
    },
  );

  it('ends READ_FLASH at a frame that acknowledges nothing, with the MD5 of what it sent', async () => {
    const board = makeBoard();
    await board.clock.run(async () => {
      await openStub(board);
      const before = board.host.frames.length;
      await board.host.command(opcode.readFlash, words(0, 0x2000, 0x1000, 1));
      await board.host.untilFrames(before + 2);
      await board.host.command(opcode.readReg, words(0));
      await board.host.untilFrames(before + 3);
      expect(board.host.frames.at(-1)).toHaveLength(16);
      await board.host.ask(opcode.readReg, [0]);
    });
  });

  it('does not know what it does not know', async () => {
    const board = makeBoard({ chip: 'esp32' });
    const [unknown, security] = await board.clock.run(async () => {
      await openStub(board);
      return [await board.host.ask(0x42), await board.host.ask(opcode.securityInfo)];
    });
    expect(stubStatus(unknown)).toEqual([0xc3, 0]);
    expect(stubStatus(security)).toEqual([0xff, 0]);
  });

  it('refuses what lies past the size that SPI_SET_PARAMS named', async () => {
    const board = makeBoard();
    const answer = await board.clock.run(async () => {
      await openStub(board);
      await board.host.ask(opcode.spiSetParams, [0, mebibyte, 0x1_0000, 0x1000, 0x100, 0xffff]);
      return board.host.ask(opcode.flashBegin, begin(0x1000, 1, mebibyte));
    });
    expect(stubStatus(answer)).toEqual([0xc4, 0]);
  });

  it('of the ESP8266 starts the firmware at RUN_USER_CODE, without an answer', async () => {
    const board = makeBoard({ chip: 'esp8266' });
    await board.clock.run(async () => {
      await openStub(board);
      const before = board.host.frames.length;
      await board.host.command(opcode.runUserCode);
      await sleep(board.clock, 10);
      expect(board.host.frames).toHaveLength(before);
    });
    expect(board.board.chip.mode).toBe('busy');
  });
});
