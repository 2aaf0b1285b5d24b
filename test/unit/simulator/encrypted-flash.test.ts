import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../../src-shared/model/chip';
import type { BoardSecurity, BoardSpec } from '../../../src-main/simulator/board-spec';
import { FlashCipher } from '../../../src-main/simulator/flash/flash-cipher';
import { bootloaderImage } from './build-image';
import { sleep } from '../../../src-shared/time/clock';
import {
  enterLoader,
  makeBoard,
  opcode,
  openStub,
  romStatus,
  startStub,
  stubStatus,
  type OpenBoard,
} from './open-board';

const encryptData = 0xd4;
const plain = Uint8Array.from({ length: 0x400 }, (_, at) => at & 0xff);
const secured = (security: BoardSecurity): Partial<BoardSpec> => ({ security });

async function writeEncrypted(
  board: OpenBoard,
  loader: 'rom' | 'stub',
  offset = 0x1_0000,
): Promise<number[]> {
  return board.clock.run(async () => {
    if (loader === 'stub') await openStub(board);
    else {
      await enterLoader(board);
      await board.host.ask(opcode.spiAttach, [0, 0]);
    }
    await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, offset, 1]);
    const answer = await board.host.askData(opcode.flashData, plain);
    if (loader === 'rom') return romStatus(answer);
    // The stub says of a block with the answer to the command after it.
    return stubStatus(await board.host.ask(opcode.flashEnd, [1]));
  });
}

describe('the cipher of a board', () => {
  it('gives back what it took', () => {
    const cipher = new FlashCipher([1, 2, 3, 4, 5, 6]);
    expect([...cipher.decrypt(0x1000, cipher.encrypt(0x1000, plain))]).toEqual([...plain]);
  });

  it('hides equal blocks from each other and boards from each other', () => {
    const zeros = new Uint8Array(32);
    const first = new FlashCipher([1, 2, 3, 4, 5, 6]).encrypt(0, zeros);
    expect(Buffer.compare(first.subarray(0, 16), first.subarray(16))).not.toBe(0);
    expect(Buffer.compare(new FlashCipher([1, 2, 3, 4, 5, 7]).encrypt(0, zeros), first)).not.toBe(0);
  });
});

describe.each(['rom', 'stub'] as const)('an encrypted write through the %s', (loader) => {
  it('is kept as something else, which only the board makes sense of', async () => {
    const board = makeBoard(secured({ flashEncryption: true }));
    expect((await writeEncrypted(board, loader)).every((byte) => byte === 0)).toBe(true);
    const kept = board.board.flash.read(0x1_0000, plain.length);
    expect(Buffer.compare(kept, plain)).not.toBe(0);
    const decrypted = new FlashCipher(board.board.facts.mac).decrypt(0x1_0000, kept);
    expect([...decrypted]).toEqual([...plain]);
  });

  it('is refused where manual encryption is disabled', async () => {
    const board = makeBoard(secured({ flashEncryption: true, manualEncryptDisabled: true }));
    const [first = 0] = await writeEncrypted(board, loader);
    expect(first).not.toBe(0);
    expect(board.board.flash.isBlank(0x1_0000, 0x1000)).toBe(true);
  });

  it('is refused off the alignment of the cipher', async () => {
    const board = makeBoard(secured({ flashEncryption: true }));
    const [first = 0] = await writeEncrypted(board, loader, 0x1_0008);
    expect(first).not.toBe(0);
  });
});

describe('FLASH_ENCRYPT_DATA', () => {
  const withStub = async (chip: ChipId, start?: number): Promise<number[]> => {
    const board = makeBoard({ chip, ...secured({ flashEncryption: true }) });
    return board.clock.run(async () => {
      await enterLoader(board);
      if (start === undefined) await startStub(board);
      else {
        await board.host.ask(opcode.memBegin, [0x1800, 1, 0x1800, start]);
        await board.host.askData(opcode.memData, new Uint8Array(0x1800));
        const before = board.host.frames.length;
        await board.host.command(opcode.memEnd, [0, start]);
        await board.host.untilFrames(before + 2);
      }
      await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, 0x1_0000]);
      return stubStatus(await board.host.askData(encryptData, plain));
    });
  };

  it('is known to the stubs of the ESP32 that came before esp-flasher-stub', async () => {
    expect(await withStub('esp32', 0x400b_e000)).toEqual([0, 0]);
  });

  it('is unknown to those that have the fifth word of FLASH_BEGIN for it', async () => {
    expect(await withStub('esp32')).toEqual([0xc3, 0]);
    expect(await withStub('esp32c3')).toEqual([0xc3, 0]);
  });
});

describe('a board with flash encryption', () => {
  const boot = async (
    offset: number,
    contents: (plainImage: Uint8Array, mac: readonly number[]) => Uint8Array,
  ) => {
    const board = makeBoard(secured({ flashEncryption: true }));
    const image = bootloaderImage(5);
    board.board.flash.startProgram(offset, contents(image, board.board.facts.mac));
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.resetToRun();
      await sleep(board.clock, 20);
    });
    return board.host.text;
  };

  it('boots an image that was encrypted for it', async () => {
    const text = await boot(0, (image, mac) => {
      const whole = new Uint8Array(Math.ceil(image.length / 16) * 16).fill(0xff);
      whole.set(image);
      return new FlashCipher(mac).encrypt(0, whole);
    });
    expect(text).toMatch(/entry 0x/);
  });

  it('makes nothing of a plain one', async () => {
    const text = await boot(0, (image) => image);
    expect(text).toMatch(/invalid header: 0x/);
    expect(text).not.toContain('entry');
  });
});

describe('a board with secure boot', () => {
  it('refuses to run code from RAM', async () => {
    const board = makeBoard(secured({ secureBoot: true }));
    const answer = await board.clock.run(async () => {
      await enterLoader(board);
      await board.host.ask(opcode.memBegin, [0x1800, 1, 0x1800, 0x4038_0000]);
      await board.host.askData(opcode.memData, new Uint8Array(0x1800));
      return board.host.ask(opcode.memEnd, [0, 0x4038_0000]);
    });
    expect(romStatus(answer)).toEqual([1, 6, 0, 0]);
    expect(board.board.chip.mode).toBe('rom');
  });
});

describe('a board whose download mode is disabled', () => {
  it.each(['esp32', 'esp32c3'] as const)('boots whatever BOOT says (%s)', async (chip) => {
    const board = makeBoard({ chip, ...secured({ downloadDisabled: true }) });
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.host.resetToDownload();
    });
    expect(board.board.chip.mode).toBe('busy');
    expect(board.host.text).toContain('(SPI_FAST_FLASH_BOOT)');
    expect(board.host.text).not.toContain('waiting for download');
  });
});
