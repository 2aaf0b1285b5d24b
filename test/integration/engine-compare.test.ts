import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { compareFlash } from '../../src-main/engine/operations/compare-flash';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import { patternBytes } from '../unit/image/build-image';
import { failureOf, setUp, type Setup } from './engine-setup';

const contents = patternBytes(0x10_0000, 3);

function boardWith(id: ChipId): Setup {
  const flash = new MemoryFlashStore(contents.length);
  flash.write(0, contents);
  return setUp(id, { flashSizeBytes: contents.length, flash });
}

const differing = (offset: number, sizeBytes: number, at: readonly number[]): Uint8Array => {
  const data = contents.slice(offset, offset + sizeBytes);
  for (const index of at) data[index] = (data[index] ?? 0) ^ 0xff;
  return data;
};

describe('comparing with a listing', () => {
  const places: readonly (readonly [ChipId, boolean])[] = [
    ['esp32c3', true],
    ['esp32c3', false],
    ['esp32', true],
  ];

  it.each(places)(
    'finds one byte in a megabyte without reading it all: %s, stub asked for: %s',
    async (id, useStub) => {
      const setup = boardWith(id);
      await setup.clock.run(async () => {
        const session = await setup.connect({ useStub });
        let receivedBytes = 0;
        session.transport.onData((bytes) => void (receivedBytes += bytes.length));
        const segments = [
          { name: 'same.bin', offset: 0, data: contents.slice(0, 0x8000) },
          { name: 'app.bin', offset: 0x1_0000, data: differing(0x1_0000, 0xf_0000, [0x7_1234]) },
        ];
        const [same, app] = await compareFlash(session, segments, { listDifferences: true }, setup.run);
        expect(same).toEqual({ name: 'same.bin', same: true, differingBytes: 0, ranges: [] });
        const at = 0x8_1234;
        const actual = contents[at] ?? 0;
        expect(app).toEqual({
          name: 'app.bin',
          same: false,
          differingBytes: 1,
          ranges: [{ offset: at, sizeBytes: 1, expected: hexByte(actual ^ 0xff), actual: hexByte(actual) }],
        });
        expect(receivedBytes).toBeLessThan(0x4000);
        await session.close();
      });
      const done = setup.events.flatMap((event) =>
        event.type === 'bytes' && event.stage === 'verify' && event.segment === 1 ? [event.done] : [],
      );
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(done.at(-1)).toBe(0xf_0000);
    },
  );

  it('joins neighbours over sector borders, shows sixteen bytes of each side, and only counts when told to', async () => {
    const setup = boardWith('esp32c3');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const run = Array.from({ length: 40 }, (_, index) => 0x0ff0 + index);
      const data = differing(0x2_0000, 0x3001, [...run, 0x3000]);
      const segments = [{ name: 'app.bin', offset: 0x2_0000, data }];
      const [listed] = await compareFlash(session, segments, { listDifferences: true });
      expect(listed?.differingBytes).toBe(41);
      expect(listed?.ranges.map(({ offset, sizeBytes }) => [offset, sizeBytes])).toEqual([
        [0x2_0ff0, 40],
        [0x2_3000, 1],
      ]);
      expect(listed?.ranges[0]?.actual).toBe(Buffer.from(contents.slice(0x2_0ff0, 0x2_1000)).toString('hex'));
      const [counted] = await compareFlash(session, segments, { listDifferences: false });
      expect(counted).toEqual({ name: 'app.bin', same: false, differingBytes: 41, ranges: [] });
      await session.close();
    });
  });

  it('lists a hundred ranges and counts the others', async () => {
    const setup = boardWith('esp32c3');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const every = Array.from({ length: 150 }, (_, index) => index * 10);
      const segments = [{ name: 'app.bin', offset: 0, data: differing(0, 0x1000, every) }];
      const [found] = await compareFlash(session, segments, { listDifferences: true });
      expect(found?.differingBytes).toBe(150);
      expect(found?.ranges).toHaveLength(100);
      await session.close();
    });
  });

  it('reads everything back where the ROM of an ESP8266 has no MD5', async () => {
    const setup = boardWith('esp8266');
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub: false });
      const segments = [{ name: 'app.bin', offset: 0x1000, data: differing(0x1000, 600, [5, 599]) }];
      const [found] = await compareFlash(session, segments, { listDifferences: true });
      expect(found).toMatchObject({ same: false, differingBytes: 2 });
      await session.close();
    });
  });

  it('refuses what cannot be compared', async () => {
    const setup = boardWith('esp32c3');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const options = { listDifferences: true };
      const codeOf = async (work: Promise<unknown>): Promise<string> => (await failureOf(work)).code;
      const empty = { name: 'empty.bin', offset: 0, data: new Uint8Array(0) };
      const beyond = { name: 'beyond.bin', offset: 0xf_f000, data: new Uint8Array(0x2000) };
      expect(await codeOf(compareFlash(session, [], options))).toBe('nothing-to-flash');
      expect(await codeOf(compareFlash(session, [empty], options))).toBe('file-empty');
      expect(await codeOf(compareFlash(session, [beyond], options))).toBe('past-end-of-flash');
      await session.close();
    });
  });
});

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
