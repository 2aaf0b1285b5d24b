import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../../src-shared/model/chip';
import { hex } from './host-side';
import { enterLoader, makeBoard, mebibyte, opcode, openStub, stubStatus, type OpenBoard } from './open-board';

const place = 17 * mebibyte;
const data = new Uint8Array(0x1000).fill(0x5a);

function largeBoard(chip: ChipId, flashMiB = 32): OpenBoard {
  return makeBoard({ chip, flashSizeBytes: flashMiB * mebibyte });
}

async function writeThroughStub(chip: ChipId): Promise<{ board: OpenBoard; digest: string }> {
  const board = largeBoard(chip);
  const answer = await board.clock.run(async () => {
    await openStub(board);
    await board.host.ask(opcode.spiSetParams, [0, 32 * mebibyte, 0x1_0000, 0x1000, 0x100, 0xffff]);
    await board.host.ask(opcode.flashBegin, [data.length, 1, data.length, place]);
    await board.host.askData(opcode.flashData, data);
    return board.host.ask(opcode.md5, [place, data.length, 0, 0]);
  });
  return { board, digest: hex(answer.subarray(8, 24)) };
}

const digestOfData = createHash('md5').update(data).digest('hex');

describe('a flash over 16 MiB', () => {
  it.each(['esp32s3', 'esp32p4', 'esp32c5', 'esp32c61', 'esp32h4'] as const)(
    'is written where it was meant by the stub of the %s',
    async (chip) => {
      const { board, digest } = await writeThroughStub(chip);
      expect(digest).toBe(digestOfData);
      expect(hex(board.board.flash.read(place, 4))).toBe('5a5a5a5a');
      expect(board.board.flash.isBlank(mebibyte, 0x1000)).toBe(true);
    },
  );

  it.each(['esp32', 'esp32c3', 'esp32s2', 'esp8266'] as const)(
    'is written 16 MiB too low by the stub of the %s, whose digest finds nothing wrong with it',
    async (chip) => {
      const { board, digest } = await writeThroughStub(chip);
      expect(digest).toBe(digestOfData);
      expect(board.board.flash.isBlank(place, 0x1000)).toBe(true);
      expect(hex(board.board.flash.read(mebibyte, 4))).toBe('5a5a5a5a');
    },
  );

  it('is read round the border of 16 MiB by a ROM, which has addresses of three bytes', async () => {
    const board = largeBoard('esp32s3');
    board.board.flash.startProgram(0, Uint8Array.of(0x11, 0x22));
    board.board.flash.startProgram(16 * mebibyte - 2, Uint8Array.of(0x33, 0x44));
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.spiAttach, [0, 0]);
      return board.host.ask(opcode.readFlashSlow, [16 * mebibyte - 2, 4]);
    });
    expect(hex(answer.subarray(8, 12))).toBe('33441122');
  });

  it('is erased whole by a command that has no address', async () => {
    const board = largeBoard('esp32c3', 128);
    board.board.flash.startProgram(100 * mebibyte, Uint8Array.of(0));
    const answer = await board.clock.run(async () => {
      await openStub(board);
      return board.host.ask(opcode.eraseFlash);
    });
    expect(stubStatus(answer)).toEqual([0, 0]);
    expect(board.board.flash.isBlank(0, 128 * mebibyte)).toBe(true);
  });

  it.each([
    [32, '5a19'],
    [64, '5a1a'],
    [128, '5a1b'],
  ])('of %i MB says so in its id', (flashMiB, tail) => {
    const { flashId } = largeBoard('esp32s3', flashMiB).board.facts;
    expect((flashId & 0xff).toString(16)).toBe(tail.slice(2));
  });
});
