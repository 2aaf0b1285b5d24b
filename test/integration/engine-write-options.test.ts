import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import type { WriteSegment } from '../../src-main/engine/requests';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import { codeLikeBytes, patternBytes } from '../unit/image/build-image';
import { md5Of, sameBytes } from '../unit/operations/fake-session';
import { failureOf, flashContents, notices, plan, setUp, type Setup } from './engine-setup';

const app: WriteSegment = { name: 'app.bin', offset: 0x1_0000, data: codeLikeBytes(40_001, 5) };

describe('what the chip encrypts while it writes', () => {
  const encrypting = { security: { flashEncryption: true } };
  const secret: WriteSegment = { ...app, encrypted: true };

  const places: readonly (readonly [ChipId, boolean])[] = [
    ['esp32', true],
    ['esp32s2', true],
    ['esp32s2', false],
    ['esp32c3', true],
    ['esp32c3', false],
    ['esp32c6', false],
    ['esp32p4', true],
  ];

  it.each(places)(
    'is in the flash of an %s (stub asked for: %s) encrypted, and never called compared',
    async (id, useStub) => {
      const setup = setUp(id, encrypting);
      await setup.clock.run(async () => {
        const session = await setup.connect({ useStub });
        const [result] = await writeFlash(session, plan([secret], { skipUnchanged: true }), setup.run);
        expect(result).toMatchObject({ outcome: 'written', md5: null, sizeBytes: 40_001 });
        await session.close();
      });
      const stored = flashContents(setup.board, app.offset, 40_001);
      expect(sameBytes(stored, app.data)).toBe(false);
      // Every block is changed, each in its own way.
      expect(new Set(stored.subarray(0, 256)).size).toBeGreaterThan(64);
      expect(notices(setup)).toContain('not-verified');
      expect(notices(setup)).not.toContain('compression-skipped');
    },
  );

  it('goes on from a sector after a lost answer', async () => {
    const frames = { opcode: opcodes.FLASH_DATA, from: 2, count: 1 };
    const whole = setUp('esp32c3', encrypting);
    const disturbed = setUp('esp32c3', {
      ...encrypting,
      faults: [{ type: 'drop', direction: 'chip', frames }],
    });
    for (const setup of [whole, disturbed])
      await setup.clock.run(async () => {
        const session = await setup.connect();
        await writeFlash(session, plan([secret]), setup.run);
        await session.close();
      });
    expect(notices(disturbed)).toContain('block-repeated');
    const stored = (setup: Setup): Uint8Array => flashContents(setup.board, app.offset, 40_001);
    expect(sameBytes(stored(whole), stored(disturbed))).toBe(true);
  });

  it('may stand beside what is written plain, which is compared', async () => {
    const setup = setUp('esp32c3', encrypting);
    const plain: WriteSegment = { name: 'plain.bin', offset: 0x20_0000, data: patternBytes(5_000, 2) };
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const error = await failureOf(writeFlash(session, plan([secret, plain])));
      expect(error.code).toBe('security-refused');
      const results = await writeFlash(session, plan([secret, plain], { force: true }));
      expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'verified']);
      await session.close();
    });
  });

  const refusals: readonly (readonly [string, ChipId, boolean, BoardSpec['security'], WriteSegment])[] = [
    ['encryption-off', 'esp32c3', true, {}, secret],
    [
      'encryption-not-allowed',
      'esp32c3',
      true,
      { flashEncryption: true, manualEncryptDisabled: true },
      secret,
    ],
    ['command-unsupported', 'esp32', false, { flashEncryption: true }, secret],
    ['command-unsupported', 'esp8266', true, {}, secret],
    ['offset-misaligned', 'esp32c3', true, { flashEncryption: true }, { ...secret, offset: 0x1_0020 }],
  ];

  it.each(refusals)(
    'is refused with %s on an %s (stub asked for: %s), %o',
    async (code, id, useStub, security, segment) => {
      const setup = setUp(id, security === undefined ? {} : { security });
      await setup.clock.run(async () => {
        const session = await setup.connect({ useStub });
        expect((await failureOf(writeFlash(session, plan([segment])))).code).toBe(code);
        await session.close();
      });
      expect(flashContents(setup.board, 0, 0x2_0000).every((byte) => byte === 0xff)).toBe(true);
    },
  );

  it('is written although the eFuses say that encryption is off, when told to', async () => {
    const setup = setUp('esp32c3', {});
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const [result] = await writeFlash(session, plan([secret], { ignoreEncryptionEfuse: true }));
      expect(result?.outcome).toBe('written');
      await session.close();
    });
  });
});

/** A board that has `app` in its flash; `changed` is what the next version of it differs in. */
async function afterFirstVersion(
  work: (setup: Setup, next: Uint8Array, write: typeof writeNext) => Promise<void>,
): Promise<void> {
  const setup = setUp('esp32c3');
  await setup.clock.run(async () => {
    const session = await setup.connect();
    await writeFlash(session, plan([app]));
    await session.close();
  });
  const next = app.data.slice();
  next.fill(0x5a, 9_000, 9_100);
  next[33_000] = (next[33_000] ?? 0) ^ 1;
  await setup.clock.run(() => work(setup, next, writeNext));
}

type Results = Awaited<ReturnType<typeof writeFlash>>;

async function writeNext(
  setup: Setup,
  segment: Partial<WriteSegment>,
  changes: Parameters<typeof plan>[1] = {},
): Promise<Results> {
  const session = await setup.connect();
  try {
    return await writeFlash(session, plan([{ ...app, ...segment }], changes), setup.run);
  } finally {
    await session.close();
  }
}

describe('with what was written last', () => {
  it('only the sectors that differ go over the line, and all of it is compared', async () => {
    await afterFirstVersion(async (setup, data, write) => {
      const [result] = await write(setup, { data, previous: app.data }, { compress: false });
      expect(result).toMatchObject({ outcome: 'verified', md5: md5Of(data), wireBytes: 2 * 0x1000 });
      expect(sameBytes(flashContents(setup.board, app.offset, data.length), data)).toBe(true);
    });
  });

  it('that is not in the flash any more, everything is written, and that is said', async () => {
    await afterFirstVersion(async (setup, data, write) => {
      const [result] = await write(setup, { data, previous: patternBytes(40_001, 8) });
      expect(result?.outcome).toBe('verified');
      expect(notices(setup)).toContain('previous-not-there');
      expect(sameBytes(flashContents(setup.board, app.offset, data.length), data)).toBe(true);
    });
  });

  it('taken on trust and wrong, the comparison at the end finds it', async () => {
    await afterFirstVersion(async (setup, data, write) => {
      const wrong = app.data.slice();
      wrong.set(data.subarray(8192, 12_288), 8192);
      const error = await failureOf(write(setup, { data, previous: wrong }, { trustPrevious: true }));
      expect(error.code).toBe('verify-failed');
    });
  });

  it('being the same, nothing is written; without comparing, that is not called unchanged', async () => {
    await afterFirstVersion(async (setup, _, write) => {
      const same = { previous: app.data };
      expect(await write(setup, same)).toMatchObject([
        { outcome: 'unchanged', wireBytes: 0, md5: md5Of(app.data) },
      ]);
      const blindly = { trustPrevious: true, verify: false };
      expect(await write(setup, same, blindly)).toMatchObject([
        { outcome: 'written', wireBytes: 0, md5: null },
      ]);
    });
  });

  it('that was shorter, what is new is written', async () => {
    await afterFirstVersion(async (setup, _, write) => {
      const data = Buffer.concat([app.data, patternBytes(10_000, 3)]);
      const [result] = await write(setup, { data, previous: app.data }, { compress: false });
      expect(result?.outcome).toBe('verified');
      expect(result?.wireBytes).toBeLessThan(0x4000);
      expect(sameBytes(flashContents(setup.board, app.offset, data.length), data)).toBe(true);
    });
  });

  it('nothing is left out when all is erased first', async () => {
    await afterFirstVersion(async (setup, data, write) => {
      const [result] = await write(setup, { data, previous: app.data }, { eraseAll: true });
      expect(result?.outcome).toBe('verified');
      expect(sameBytes(flashContents(setup.board, app.offset, data.length), data)).toBe(true);
    });
  });
});

describe('a segment that starts within a sector', () => {
  const places: readonly (readonly [ChipId, boolean])[] = [
    ['esp32c3', true],
    ['esp32c3', false],
    ['esp32', false],
    ['esp8266', false],
  ];

  it.each(places)('keeps what is before it: an %s, stub asked for: %s', async (id, useStub) => {
    const setup = setUp(id);
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub });
      const before = { name: 'before.bin', offset: 0x2_0000, data: patternBytes(0x1000, 7) };
      await writeFlash(session, plan([before]));
      const late = { name: 'late.bin', offset: 0x2_0123, data: patternBytes(3_000, 8) };
      const [result] = await writeFlash(session, plan([late]));
      expect(result).toMatchObject({
        outcome: 'verified',
        offset: 0x2_0123,
        sizeBytes: 3_000,
        md5: md5Of(late.data),
      });
      expect(sameBytes(flashContents(setup.board, 0x2_0000, 0x123), before.data.subarray(0, 0x123))).toBe(
        true,
      );
      expect(sameBytes(flashContents(setup.board, 0x2_0123, 3_000), late.data)).toBe(true);
      await session.close();
    });
  });

  it('shares the sector with another one, in whatever order they are given', async () => {
    const setup = setUp('esp32c3');
    const first = { name: 'first.bin', offset: 0x3_0000, data: patternBytes(5_000, 1) };
    const second = { name: 'second.bin', offset: 0x3_1400, data: patternBytes(5_000, 2) };
    await setup.clock.run(async () => {
      const session = await setup.connect();
      for (const eraseAll of [false, true]) {
        const results = await writeFlash(session, plan([second, first], { eraseAll }));
        expect(results.map(({ name, outcome }) => [name, outcome])).toEqual([
          ['second.bin', 'verified'],
          ['first.bin', 'verified'],
        ]);
        for (const { offset, data } of [first, second])
          expect(sameBytes(flashContents(setup.board, offset, data.length), data)).toBe(true);
      }
      await session.close();
    });
  });

  it('is refused where what is before it cannot be read: in secure download mode', async () => {
    const setup = setUp('esp32c3', { security: { secureDownloadMode: true } });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const late = { ...app, offset: 0x1_0010 };
      expect((await failureOf(writeFlash(session, plan([late])))).code).toBe('offset-misaligned');
      await session.close();
    });
  });
});
