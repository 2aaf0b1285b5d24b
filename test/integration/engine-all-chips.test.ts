import { describe, expect, it } from 'vitest';
import { chipIds } from '../../src-shared/model/chip';
import { chips } from '../../src-main/engine/chips/registry';
import { eraseFlash, eraseRegion } from '../../src-main/engine/operations/erase-flash';
import { identify } from '../../src-main/engine/operations/identify';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { verifyFlash } from '../../src-main/engine/operations/verify-flash';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { buildImage, codeLikeBytes, patternBytes } from '../unit/image/build-image';
import { md5Of, sameBytes } from '../unit/operations/fake-session';
import { flashContents, notices, plan, setUp } from './engine-setup';

const withStub = chipIds.filter((id) => chips[id].stub !== null);

describe.each(withStub)('an %s with its stub', (id) => {
  it('is identified, written, compared, read back and erased', async () => {
    const setup = setUp(id, { mac: '7c:df:a1:b2:c3:d4' });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      expect(session.loader).toBe('stub');

      const board = await identify(session, setup.run);
      expect(board).toMatchObject({ chip: id, flash: { manufacturer: 'GigaDevice', sizeBytes: 0x40_0000 } });
      expect(board.mac).toBe('7c:df:a1:b2:c3:d4');

      const { bootloaderOffset, imageChipId } = chips[id];
      const segments = [
        { name: 'bootloader.bin', offset: bootloaderOffset, data: buildImage({ chipId: imageChipId }) },
        { name: 'table.bin', offset: 0x8000, data: patternBytes(3072, 4) },
        { name: 'app.bin', offset: 0x1_0000, data: codeLikeBytes(150_001, 5) },
      ];
      const results = await writeFlash(session, plan(segments), setup.run);
      expect(results.map(({ outcome }) => outcome)).toEqual(['verified', 'verified', 'verified']);
      for (const { offset, data } of segments)
        expect(sameBytes(flashContents(setup.board, offset, data.length), data)).toBe(true);
      expect(await verifyFlash(session, segments)).toEqual(segments.map(({ data }) => md5Of(data)));

      const pieces: Uint8Array[] = [];
      const read = await readFlash(session, {
        offset: 0x1_0000,
        sizeBytes: 150_001,
        onBytes: (bytes) => pieces.push(bytes.slice()),
      });
      expect(sameBytes(Buffer.concat(pieces), segments[2]?.data ?? new Uint8Array(0))).toBe(true);
      expect(read.md5).toBe(results[2]?.md5);

      await eraseRegion(session, { offset: 0x1_1000, sizeBytes: 0x1000 });
      expect(flashContents(setup.board, 0x1_1000, 0x1000).every((byte) => byte === 0xff)).toBe(true);
      expect(
        sameBytes(
          flashContents(setup.board, 0x1_0000, 0x1000),
          segments[2]?.data.subarray(0, 0x1000) ?? new Uint8Array(0),
        ),
      ).toBe(true);

      await eraseFlash(session);
      expect(flashContents(setup.board, 0, 0x40_0000).every((byte) => byte === 0xff)).toBe(true);
      await session.close();
    });
    expect(notices(setup)).not.toContain('block-repeated');
  });
});
