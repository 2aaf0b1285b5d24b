import { describe, expect, it } from 'vitest';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import type { Fault } from '../../src-main/simulator/faults/fault';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { readFlash, readFlashInBlocks } from '../../src-main/engine/operations/read-flash';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { patternBytes } from '../unit/image/build-image';
import { md5Of, sameBytes } from '../unit/operations/fake-session';
import { failureOf, notices, setUp, type Setup } from './engine-setup';

const contents = patternBytes(0x10_0000, 9);

/** A board of 1 MB with something in every byte of its flash. */
function board(faults: readonly Fault[] = []): Setup {
  const flash = new MemoryFlashStore(contents.length);
  flash.write(0, contents);
  return setUp('esp32c3', { flashSizeBytes: contents.length, flash, faults });
}

/** Ms of virtual time that reading all of it takes in blocks of this size. */
async function timeToRead(blockBytes: number): Promise<number> {
  const setup = board();
  return setup.clock.run(async () => {
    const session = await setup.connect({ baud: 2_000_000 });
    const startedAt = setup.clock.now();
    let blocks = 0;
    const onBlock = (): void => void (blocks += 1);
    const request = { offset: 0, sizeBytes: contents.length, blockBytes, onBlock };
    await readFlashInBlocks(session, request, setup.run);
    expect(blocks).toBe(contents.length / blockBytes);
    const elapsedMs = setup.clock.now() - startedAt;
    await session.close();
    return elapsedMs;
  });
}

/** Bytes that come over the line from now on. */
function countReceived(session: ChipSession): { bytes: number } {
  const count = { bytes: 0 };
  session.transport.onData((bytes) => void (count.bytes += bytes.length));
  return count;
}

describe('reading in blocks', () => {
  it('costs hardly more than reading in one go at 2 Mbaud', async () => {
    const plainMs = await timeToRead(contents.length);
    const inBlocksMs = await timeToRead(0x1_0000);
    expect(inBlocksMs / plainMs).toBeLessThan(1.05);
  });

  it('hands on each block with its place and its own MD5, in order', async () => {
    const setup = board();
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const blocks: (readonly [number, number, string])[] = [];
      await readFlashInBlocks(session, {
        offset: 0x1000,
        sizeBytes: 0x2_1800,
        onBlock: (offset, bytes, md5) => {
          expect(md5Of(bytes)).toBe(md5);
          expect(sameBytes(bytes, contents.subarray(offset, offset + bytes.length))).toBe(true);
          blocks.push([offset, bytes.length, md5]);
        },
      });
      expect(blocks.map(([offset, sizeBytes]) => [offset, sizeBytes])).toEqual([
        [0x1000, 0x1_0000],
        [0x1_1000, 0x1_0000],
        [0x2_1000, 0x1800],
      ]);
      await session.close();
    });
  });

  it.each(['drop', 'damage', 'duplicate'] as const)(
    'makes good a data frame that meets “%s”, and hands on nothing unproven',
    async (type) => {
      const frames = { opcode: opcodes.READ_FLASH, from: 21, count: 1 };
      const setup = board([{ type, direction: 'chip', frames }]);
      await setup.clock.run(async () => {
        const session = await setup.connect();
        const received = countReceived(session);
        const pieces: Uint8Array[] = [];
        const onBytes = (bytes: Uint8Array): void => void pieces.push(bytes.slice());
        const sizeBytes = 0x4_0000;
        const { md5 } = await readFlash(session, { offset: 0, sizeBytes, onBytes }, setup.run);
        expect(md5).toBe(md5Of(contents.subarray(0, sizeBytes)));
        expect(sameBytes(Buffer.concat(pieces), contents.subarray(0, sizeBytes))).toBe(true);
        // At most one block came twice, and the frame that was doubled; SLIP adds a hundredth.
        expect(received.bytes).toBeLessThan((sizeBytes + 0x1_1000) * 1.02);
        await session.close();
      });
      expect(notices(setup)).toContain('block-repeated');
    },
  );

  it('leaves what was handed on good when the board is unplugged, and goes on from there', async () => {
    const setup = board();
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const kept = new Uint8Array(contents.length);
      let done = 0;
      const onBlock = (offset: number, bytes: Uint8Array): void => {
        kept.set(bytes, offset);
        done = offset + bytes.length;
      };
      setup.clock.schedule(4_000, () => setup.board.unplug());
      const sizeBytes = contents.length;
      const error = await failureOf(readFlashInBlocks(session, { offset: 0, sizeBytes, onBlock }));
      expect(error.code).toBe('port-lost');
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(sizeBytes);
      expect(sameBytes(kept.subarray(0, done), contents.subarray(0, done))).toBe(true);
      await session.close();

      setup.board.plugIn();
      const again = await setup.connect();
      await readFlashInBlocks(again, { offset: done, sizeBytes: sizeBytes - done, onBlock });
      expect(sameBytes(kept, contents)).toBe(true);
      await again.close();
    });
  });

  it('stops when whoever takes the blocks cannot', async () => {
    const setup = board();
    await setup.clock.run(async () => {
      const session = await setup.connect();
      let taken = 0;
      const onBlock = (): Promise<void> => {
        taken += 1;
        return Promise.reject(new Error('disk full'));
      };
      const request = { offset: 0, sizeBytes: contents.length, onBlock };
      expect((await failureOf(readFlashInBlocks(session, request))).message).toBe('disk full');
      expect(taken).toBe(1);
      await session.close();
    });
  });
});
