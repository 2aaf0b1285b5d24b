import { describe, expect, it } from 'vitest';
import type { BoardSpec } from '../../../src-main/simulator/board-spec';
import { parseFlashPins, pinsWord } from '../../../src-main/simulator/flash-pins';
import { chips } from '../../../src-main/engine/chips/registry';
import { enterLoader, makeBoard, opcode, romStatus, startStub, valueOf, type OpenBoard } from './open-board';

const others = { clk: 5, q: 18, d: 23, hd: 19, cs: 22 };
const sdioConf = 0x3ff4_8074;

/** JEDEC id through the SPI controller, as hosts ask for it. */
async function flashId({ host, board }: OpenBoard): Promise<number> {
  const { base, usr, usr2, w0, misoDlen } = chips[board.facts.chip].spi;
  const write = (register: number, value: number): Promise<Uint8Array> =>
    host.ask(opcode.writeReg, [base + register, value, 0xffff_ffff, 0]);
  await write(misoDlen!, 23);
  await write(usr, 0x9000_0000);
  await write(usr2, 0x7000_009f);
  await write(w0, 0);
  await write(0, 1 << 18);
  return valueOf(await host.ask(opcode.readReg, [base + w0])) & 0xff_ffff;
}

async function attachedTo(spec: Partial<BoardSpec>, word: number): Promise<{ id: number; write: number[] }> {
  const board = makeBoard({ chip: 'esp32', ...spec });
  return board.clock.run(async () => {
    await enterLoader(board);
    await board.host.ask(opcode.spiAttach, [word, 0]);
    const id = await flashId(board);
    const write = romStatus(await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, 0]));
    return { id, write };
  });
}

const present = { id: 0x16_40c8, write: [0, 0, 0, 0] };
const absent = { id: 0xff_ffff, write: [1, 6, 0, 0] };

describe('SPI_ATTACH', () => {
  it('finds the flash at the chip’s own pins, said by name or by number', async () => {
    expect(await attachedTo({}, 0)).toEqual(present);
    expect(await attachedTo({}, pinsWord({ clk: 6, q: 7, d: 8, hd: 9, cs: 11 }))).toEqual(present);
  });

  it('finds nothing at others', async () => {
    expect(await attachedTo({}, pinsWord(others))).toEqual(absent);
    expect(await attachedTo({}, pinsWord('HSPI'))).toEqual(absent);
    expect(await attachedTo({ flashPins: others }, 0)).toEqual(absent);
  });

  it('finds a flash where it is', async () => {
    expect(await attachedTo({ flashPins: others }, pinsWord(others))).toEqual(present);
    expect(await attachedTo({ flashPins: 'HSPI' }, 1)).toEqual(present);
  });

  it('is needed by a stub too when the flash hangs elsewhere', async () => {
    const board = makeBoard({ chip: 'esp32', flashPins: others });
    await board.clock.run(async () => {
      await enterLoader(board);
      await startStub(board);
      expect(await flashId(board)).toBe(0xff_ffff);
      await board.host.ask(opcode.spiAttach, [pinsWord(others)]);
      expect(await flashId(board)).toBe(present.id);
    });
  });

  it('packs six bits a pin: clock, Q, D, chip select, hold', () => {
    expect(pinsWord({ clk: 1, q: 2, d: 3, hd: 5, cs: 4 })).toBe(0x0510_3081);
  });
});

describe('the text of a connection', () => {
  it.each([
    ['spi', 'SPI'],
    ['HSPI', 'HSPI'],
    ['5,18,23,19,22', others],
  ])('%s', (text, connection) => {
    expect(parseFlashPins(text)).toEqual(connection);
  });

  it.each(['', 'VSPI', '1,2,3,4', '1,2,3,4,x', '1,2,3,4,64'])('“%s” is none', (text) => {
    expect(parseFlashPins(text)).toBeNull();
  });
});

describe('the regulator of an ESP32', () => {
  it('takes the flash its supply when software switches it off', async () => {
    const board = makeBoard({ chip: 'esp32' });
    await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.spiAttach, [0, 0]);
      const set = (value: number): Promise<Uint8Array> =>
        board.host.ask(opcode.writeReg, [sdioConf, value, 0xffff_ffff, 0]);
      await set(0x0040_0000);
      expect(await flashId(board)).toBe(0xff_ffff);
      await set(0x80c0_0000);
      expect(await flashId(board)).toBe(present.id);
      expect(valueOf(await board.host.ask(opcode.readReg, [sdioConf]))).toBe(0x80c0_0000);
    });
  });
});

describe('the id of a flash', () => {
  it('is of the maker that was asked for', async () => {
    expect(await attachedTo({ flashMaker: 'winbond' }, 0)).toMatchObject({ id: 0x16_40ef });
    expect(await attachedTo({ flashMaker: 'macronix' }, 0)).toMatchObject({ id: 0x16_20c2 });
  });
});
