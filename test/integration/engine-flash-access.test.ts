import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { eraseFlash, eraseRegion } from '../../src-main/engine/operations/erase-flash';
import { readFlashStatus } from '../../src-main/engine/operations/flash-status';
import { identifyBoard } from '../../src-main/engine/operations/identify';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { readSfdp } from '../../src-main/engine/operations/read-sfdp';
import { verifyFlash } from '../../src-main/engine/operations/verify-flash';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import type { FlashAccess } from '../../src-main/engine/requests';
import { codeLikeBytes } from '../unit/image/build-image';
import { md5Of, sameBytes } from '../unit/operations/fake-session';
import { failureOf, flashContents, plan, setUp } from './engine-setup';

const segment = { name: 'data.bin', offset: 0x1_0000, data: codeLikeBytes(9_000, 4) };
const mebi = 0x10_0000;

describe('a flash on other pins', () => {
  const pins = { clk: 14, q: 12, d: 13, hd: 4, cs: 15 } as const;

  it.each([
    ['esp32', true],
    ['esp32', false],
    ['esp32s3', true],
    ['esp32s3', false],
  ] as const)(
    'of an %s, stub asked for: %s, is reached by every operation that is told them',
    async (id, useStub) => {
      const setup = setUp(id, { flashPins: pins });
      const access = { spiConnection: pins } as const satisfies FlashAccess;
      await setup.clock.run(async () => {
        const session = await setup.connect({ useStub });
        expect((await identifyBoard(session, {})).flash).toBeNull();
        expect((await failureOf(writeFlash(session, plan([segment])))).code).toBe('flash-not-found');

        expect((await identifyBoard(session, access)).flash?.sizeBytes).toBe(0x40_0000);
        const [result] = await writeFlash(session, plan([segment], access));
        expect(result?.outcome).toBe('verified');
        expect(await verifyFlash(session, [segment], access)).toEqual([md5Of(segment.data)]);
        const range = { offset: segment.offset, sizeBytes: 9_000, onBytes: (): void => undefined };
        expect(await readFlash(session, { ...access, ...range })).toEqual({ md5: md5Of(segment.data) });
        expect(await readFlashStatus(session, { ...access, registers: 1 })).toBe(0);
        expect((await readSfdp(session, { ...access, address: 0, sizeBytes: 4 })).exists).toBe(true);
        const region = { offset: segment.offset, sizeBytes: 0x3000 };
        expect(await eraseRegion(session, { ...access, ...region })).toMatchObject({ comparedBytes: 0x3000 });
        expect(flashContents(setup.board, segment.offset, 0x3000).every((byte) => byte === 0xff)).toBe(true);
        await session.close();
      });
    },
  );

  it.each([
    ['esp8266', 'HSPI', 'command-unsupported'],
    ['esp32', { ...pins, cs: 34 }, 'spi-pins-invalid'],
    ['esp32c3', { ...pins, cs: 22 }, 'spi-pins-invalid'],
    ['esp32', { ...pins, cs: 14 }, 'spi-pins-invalid'],
    ['esp32', { ...pins, cs: 1.5 }, 'spi-pins-invalid'],
  ] as const)('is refused on an %s at %o: %s', async (id, spiConnection, code) => {
    const setup = setUp(id);
    await setup.clock.run(async () => {
      const session = await setup.connect();
      expect((await failureOf(writeFlash(session, plan([segment], { spiConnection })))).code).toBe(code);
      await session.close();
    });
  });
});

describe('the supply of an ESP32’s flash', () => {
  it.each([
    ['1.8V', 0x8060_0000],
    ['1.9V', 0xfe60_0000],
    ['OFF', 0x0060_0000],
  ] as const)('is set to %s', async (flashVoltage, value) => {
    const setup = setUp('esp32');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const board = await identifyBoard(session, { flashVoltage });
      expect((await session.readRegister(0x3ff4_8074)) >>> 0).toBe(value);
      expect(board.flash?.voltage).toBe(flashVoltage === 'OFF' ? undefined : '1.8V');
      await session.close();
    });
  });

  it('is not there on the others', async () => {
    const setup = setUp('esp32s3');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const error = await failureOf(identifyBoard(session, { flashVoltage: '1.8V' }));
      expect(error.code).toBe('command-unsupported');
      await session.close();
    });
  });
});

describe('the flash size asked for', () => {
  it('goes before what the id tells', async () => {
    const setup = setUp('esp32c3', { flashId: 0xc8_40_99 });
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub: false });
      expect((await failureOf(eraseFlash(session))).code).toBe('flash-size-unknown');
      expect(await eraseFlash(session, { flashSize: '2MB' })).toMatchObject({ sizeBytes: 2 * mebi });
      await session.close();
    });
  });

  it('does not let anything be written past the end that the id tells, where it would wrap around', async () => {
    const setup = setUp('esp32c3');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const beyond = { ...segment, offset: 5 * mebi };
      const error = await failureOf(writeFlash(session, plan([beyond], { flashSize: '8MB' })));
      expect(error.code).toBe('past-end-of-flash');
      await session.close();
    });
  });
});

describe('a flash of 32 MB', () => {
  const large = { flashSizeBytes: 32 * mebi };
  const beyond = { name: 'data.bin', offset: 20 * mebi, data: codeLikeBytes(70_000, 6) };

  it.each(['esp32s3', 'esp32p4', 'esp32c5', 'esp32c61'] as const)(
    'is written, compared, read and erased behind its first 16 MB by the stub of an %s',
    async (id) => {
      const setup = setUp(id, large);
      await setup.clock.run(async () => {
        const session = await setup.connect();
        const [result] = await writeFlash(session, plan([beyond, segment]));
        expect(result?.outcome).toBe('verified');
        expect(sameBytes(flashContents(setup.board, beyond.offset, 70_000), beyond.data)).toBe(true);
        // What is 16 MB before it is not touched.
        expect(flashContents(setup.board, 4 * mebi, 70_000).every((byte) => byte === 0xff)).toBe(true);
        const range = { offset: beyond.offset, sizeBytes: 70_000, onBytes: (): void => undefined };
        expect(await readFlash(session, range)).toEqual({ md5: md5Of(beyond.data) });
        await eraseRegion(session, { offset: beyond.offset, sizeBytes: 0x2_0000 });
        expect(flashContents(setup.board, beyond.offset, 70_000).every((byte) => byte === 0xff)).toBe(true);
        const erased = await eraseFlash(session, { verifyAll: true });
        expect(erased).toEqual({ sizeBytes: 32 * mebi, comparedBytes: 32 * mebi, md5: null });
        await session.close();
      });
    },
  );

  const threeBytes: readonly (readonly [ChipId, boolean])[] = [
    ['esp32', true],
    ['esp32c3', true],
    ['esp32c6', true],
    ['esp32s3', false],
    ['esp32p4', false],
  ];

  it.each(threeBytes)(
    'of an %s, stub asked for: %s, is refused there before anything happens',
    async (id, useStub) => {
      const setup = setUp(id, large);
      await setup.clock.run(async () => {
        const session = await setup.connect({ useStub });
        const asked: number[] = [];
        const command = session.command.bind(session);
        session.command = (opcode, body, options) => {
          asked.push(opcode);
          return command(opcode, body, options);
        };
        const range = { offset: beyond.offset, sizeBytes: 0x1000 };
        const works = [
          () => writeFlash(session, plan([segment, beyond])),
          () => verifyFlash(session, [beyond]),
          () => readFlash(session, { ...range, onBytes: () => undefined }),
          () => eraseRegion(session, range),
        ];
        for (const work of works) {
          const error = await failureOf(work());
          expect(error).toMatchObject({ code: 'flash-too-large', context: { limit: '16MB' } });
        }
        const changing: readonly number[] = [
          opcodes.FLASH_BEGIN,
          opcodes.FLASH_DEFL_BEGIN,
          opcodes.ERASE_REGION,
        ];
        expect(asked.filter((opcode) => changing.includes(opcode))).toEqual([]);
        await session.close();
      });
    },
  );

  it('is erased as a whole by any stub, which says that half of it could be compared', async () => {
    const setup = setUp('esp32c3', large);
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const erased = await eraseFlash(session, { verifyAll: true });
      expect(erased).toEqual({ sizeBytes: 32 * mebi, comparedBytes: 16 * mebi, md5: null });
      await session.close();
    });
  });

  it('is not erased by a ROM, which would wrap around', async () => {
    const setup = setUp('esp32c3', large);
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub: false });
      expect((await failureOf(eraseFlash(session))).code).toBe('flash-too-large');
      await session.close();
    });
  });
});
