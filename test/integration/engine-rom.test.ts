import { describe, expect, it } from 'vitest';
import { chips } from '../../src-main/engine/chips/registry';
import { eraseFlash, eraseRegion } from '../../src-main/engine/operations/erase-flash';
import { identify } from '../../src-main/engine/operations/identify';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { verifyFlash } from '../../src-main/engine/operations/verify-flash';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import { buildImage, codeLikeBytes } from '../unit/image/build-image';
import { sameBytes } from '../unit/operations/fake-session';
import { failureOf, flashContents, notices, plan, setUp } from './engine-setup';

const app = { name: 'app.bin', offset: 0x1_0000, data: codeLikeBytes(30_001, 5) };
const romOnly = { useStub: false, baud: 460_800 } as const;

describe.each(['esp32', 'esp32s2', 'esp32c2', 'esp32c3', 'esp32h21', 'esp32e22'] as const)(
  'the ROM loader of an %s',
  (id) => {
    it.each([null, true])('writes, compares and reads back, compress %s', async (compress) => {
      const setup = setUp(id);
      await setup.clock.run(async () => {
        const session = await setup.connect(romOnly);
        expect(session.loader).toBe('rom');
        const bootloader = {
          name: 'bootloader.bin',
          offset: chips[id].bootloaderOffset,
          data: buildImage({ chipId: chips[id].imageChipId }),
        };
        const results = await writeFlash(session, plan([bootloader, app], { compress }), setup.run);
        expect(results.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
        expect(sameBytes(flashContents(setup.board, app.offset, app.data.length), app.data)).toBe(true);
        const pieces: Uint8Array[] = [];
        await readFlash(session, {
          offset: app.offset,
          sizeBytes: 1000,
          onBytes: (bytes) => pieces.push(bytes.slice()),
        });
        expect(sameBytes(Buffer.concat(pieces), app.data.subarray(0, 1000))).toBe(true);
        await eraseRegion(session, { offset: 0x1_1000, sizeBytes: 0x1000 });
        expect(flashContents(setup.board, 0x1_1000, 0x1000).every((byte) => byte === 0xff)).toBe(true);
        expect(flashContents(setup.board, 0x1_0000, 1)[0]).toBe(app.data[0]);
        await eraseFlash(session);
        expect(flashContents(setup.board, 0, 0x40_0000).every((byte) => byte === 0xff)).toBe(true);
        await session.close();
      });
      expect(notices(setup)).not.toContain('block-repeated');
    });
  },
);

describe('the ROM loader of an ESP8266', () => {
  it('writes what is asked for and compares it by reading it back through its registers', async () => {
    const setup = setUp('esp8266');
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub: false });
      const board = await identify(session, setup.run);
      expect(board).toMatchObject({ description: 'ESP8266EX', revision: null, loader: 'rom' });
      expect(board.flash?.sizeBytes).toBe(0x40_0000);
      const [result] = await writeFlash(session, plan([app]), setup.run);
      expect(result).toMatchObject({ outcome: 'verified' });
      const pieces: Uint8Array[] = [];
      const range = { offset: app.offset + 3, sizeBytes: 1001 };
      await readFlash(session, { ...range, onBytes: (bytes) => pieces.push(bytes.slice()) });
      expect(sameBytes(Buffer.concat(pieces), app.data.subarray(3, 1004))).toBe(true);
      const bent = { ...app, data: app.data.map((byte, at) => (at === 29_999 ? byte ^ 1 : byte)) };
      expect((await failureOf(verifyFlash(session, [bent]))).code).toBe('verify-failed');
      expect(sameBytes(flashContents(setup.board, app.offset, app.data.length), app.data)).toBe(true);
      await session.close();
    });
    expect(notices(setup)).not.toContain('not-verified');
  });

  it('does not erase a neighbour: its way of erasing is corrected', async () => {
    const setup = setUp('esp8266');
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub: false });
      // 40 sectors of zeros behind and around what is written next.
      const zeros = { name: 'zeros', offset: 0x1_0000, data: new Uint8Array(0x2_8000) };
      await writeFlash(session, plan([zeros]));
      await writeFlash(
        session,
        plan([{ name: 'x', offset: 0x1_4000, data: new Uint8Array(0x1_4000).fill(0x55) }]),
      );
      expect(flashContents(setup.board, 0x1_3fff, 1)[0]).toBe(0);
      expect(flashContents(setup.board, 0x1_4000, 0x1_4000).every((byte) => byte === 0x55)).toBe(true);
      // An even number of sectors up to twice the border can be erased exactly; this is one.
      expect(flashContents(setup.board, 0x2_8000, 1)[0]).toBe(0);
      await session.close();
    });
  });

  it.each([0, 1])('gives a neighbour back that it had to erase, also after %i lost blocks', async (lost) => {
    const flash = new MemoryFlashStore(0x10_0000);
    const neighbour = codeLikeBytes(0x1000, 9);
    flash.write(0x1_3000, neighbour);
    const frames = { opcode: opcodes.FLASH_DATA, from: 7, count: lost };
    const faults = lost > 0 ? [{ type: 'drop', direction: 'host', frames } as const] : [];
    const setup = setUp('esp8266', { flashSizeBytes: 0x10_0000, flash, faults });
    const three = { ...app, data: codeLikeBytes(0x2801, 5) };
    await setup.clock.run(async () => {
      const session = await setup.connect(romOnly);
      const [result] = await writeFlash(session, plan([three]), setup.run);
      expect(result?.outcome).toBe('verified');
      await session.close();
    });
    expect(notices(setup).filter((code) => code === 'block-repeated')).toHaveLength(lost);
    expect(sameBytes(flashContents(setup.board, three.offset, three.data.length), three.data)).toBe(true);
    expect(sameBytes(flashContents(setup.board, 0x1_3000, 0x1000), neighbour)).toBe(true);
  });

  it('cannot erase a single sector, and says so', async () => {
    const setup = setUp('esp8266');
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub: false });
      const erasing = eraseRegion(session, { offset: 0, sizeBytes: 0x1000 });
      expect((await failureOf(erasing)).code).toBe('command-unsupported');
      await session.close();
    });
  });
});

describe('a board in secure download mode', () => {
  it('is written to through its ROM, and told apart from one that was compared', async () => {
    const setup = setUp('esp32s3', { security: { secureDownloadMode: true } });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      expect(await identify(session, setup.run)).toMatchObject({
        mac: null,
        flash: null,
        security: { secureDownloadMode: true, chipId: 9 },
      });
      const [result] = await writeFlash(session, plan([app], { flashSize: 'detect' }), setup.run);
      expect(result?.outcome).toBe('written');
      expect(sameBytes(flashContents(setup.board, app.offset, app.data.length), app.data)).toBe(true);
      const reading = readFlash(session, { offset: 0, sizeBytes: 64, onBytes: () => undefined });
      expect((await failureOf(reading)).code).toBe('secure-download-mode');
      await session.close();
    });
  });
});
