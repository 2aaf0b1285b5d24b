import { describe, expect, it } from 'vitest';
import { chipIds, type ChipId } from '../../src-shared/model/chip';
import { chips } from '../../src-main/engine/chips/registry';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { eraseFlash, eraseRegion } from '../../src-main/engine/operations/erase-flash';
import { identify } from '../../src-main/engine/operations/identify';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { verifyFlash } from '../../src-main/engine/operations/verify-flash';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { buildImage, codeLikeBytes, patternBytes } from '../unit/image/build-image';
import { md5Of, sameBytes } from '../unit/operations/fake-session';
import { failureOf, flashContents, notices, plan, setUp, type Setup } from './engine-setup';

type Loader = 'stub' | 'ROM' | 'secure download mode';

const mac = '7c:df:a1:b2:c3:d4';
const hasStub = (id: ChipId): boolean => chips[id].stub !== null;
/** The ESP8266 and the ESP32 have no such mode. */
const hasSecureDownload = (id: ChipId): boolean => id !== 'esp8266' && id !== 'esp32';

/** Every chip with every loader that it has. */
const pairs: readonly (readonly [ChipId, Loader])[] = chipIds.flatMap((id) => [
  ...(hasStub(id) ? ([[id, 'stub']] as const) : []),
  [id, 'ROM'] as const,
  ...(hasSecureDownload(id) ? ([[id, 'secure download mode']] as const) : []),
]);

/** A board whose flash holds `contents` at 0x10000, connected. */
async function withBoard(
  [id, loader]: readonly [ChipId, Loader],
  contents: Uint8Array,
  work: (session: ChipSession, setup: Setup) => Promise<void>,
): Promise<Setup> {
  const setup = setUp(id, { mac, security: { secureDownloadMode: loader === 'secure download mode' } });
  await setup.clock.run(async () => {
    await holdBytes(setup, 0x1_0000, contents);
    const session = await setup.connect({ useStub: loader === 'stub' });
    expect(session.loader).toBe(loader === 'stub' ? 'stub' : 'rom');
    expect(session.secureDownload).toBe(loader === 'secure download mode');
    await work(session, setup);
    await session.close();
  });
  return setup;
}

/** Programs the flash past the loader; it is blank before. */
async function holdBytes({ board }: Setup, offset: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += 256) {
    await board.flash.ready();
    board.flash.startProgram(offset + at, bytes.subarray(at, at + 256));
  }
  await board.flash.ready();
}

/** What `work` is refused with; the line must have stayed silent. */
async function refusedBeforeSending(session: ChipSession, work: () => Promise<unknown>): Promise<string> {
  let sentBytes = 0;
  const write = session.transport.write.bind(session.transport);
  session.transport.write = (bytes) => {
    sentBytes += bytes.length;
    return write(bytes);
  };
  const { code } = await failureOf(work());
  expect(sentBytes).toBe(0);
  return code;
}

const data = codeLikeBytes(9_001, 5);
const range = { offset: 0x1_0000, sizeBytes: data.length };
const segment = { name: 'app.bin', offset: range.offset, data };

describe.each(pairs)('an %s, %s:', (...pair) => {
  const [id, loader] = pair;
  const secured = loader === 'secure download mode';

  it('identify', async () => {
    await withBoard(pair, data, async (session, { run }) => {
      const board = await identify(session, run);
      expect(board).toMatchObject({ chip: id, loader: loader === 'stub' ? 'stub' : 'rom' });
      expect(board.security?.secureDownloadMode).toBe(secured);
      const hasEui64 = chipsWithEui64.includes(id);
      expect(board).toMatchObject(
        secured
          ? { mac: null, eui64: null, flash: null, revision: null }
          : {
              mac,
              eui64: hasEui64 ? '7c:df:a1:ff:fe:b2:c3:d4' : null,
              flash: { manufacturer: 'GigaDevice', sizeBytes: 0x40_0000 },
            },
      );
    });
  });

  it('write', async () => {
    const setup = await withBoard(pair, new Uint8Array(0), async (session, { run, board }) => {
      const boot = buildImage({ chipId: chips[id].imageChipId });
      const segments = [
        { name: 'bootloader.bin', offset: chips[id].bootloaderOffset, data: boot },
        { name: 'table.bin', offset: 0x8000, data: patternBytes(3072, 4) },
        segment,
      ];
      const results = await writeFlash(session, plan(segments), run);
      const outcome = secured ? 'written' : 'verified';
      expect(results.map((result) => result.outcome)).toEqual([outcome, outcome, outcome]);
      expect(results.map(({ md5 }) => md5)).toEqual(
        segments.map((written) => (secured ? null : md5Of(written.data))),
      );
      for (const written of segments)
        expect(sameBytes(flashContents(board, written.offset, written.data.length), written.data)).toBe(true);
    });
    expect(notices(setup).includes('not-verified')).toBe(secured);
    expect(notices(setup)).not.toContain('block-repeated');
  });

  it('read', async () => {
    await withBoard(pair, data, async (session, { run }) => {
      const pieces: Uint8Array[] = [];
      const request = { ...range, onBytes: (bytes: Uint8Array) => void pieces.push(bytes.slice()) };
      if (secured) {
        const code = await refusedBeforeSending(session, () => readFlash(session, request, run));
        expect(code).toBe('secure-download-mode');
        return;
      }
      expect(await readFlash(session, request, run)).toEqual({ md5: md5Of(data) });
      expect(sameBytes(Buffer.concat(pieces), data)).toBe(true);
    });
  });

  it('verify', async () => {
    await withBoard(pair, data, async (session, { run }) => {
      if (secured) {
        const code = await refusedBeforeSending(session, () => verifyFlash(session, [segment], {}, run));
        expect(code).toBe('secure-download-mode');
        return;
      }
      expect(await verifyFlash(session, [segment], {}, run)).toEqual([md5Of(data)]);
      const bent = data.slice();
      bent[9_000] = (bent[9_000] ?? 0) ^ 1;
      const error = await failureOf(verifyFlash(session, [{ ...segment, data: bent }], {}, run));
      expect(error).toMatchObject({
        code: 'verify-failed',
        context: { actual: md5Of(data), expected: md5Of(bent) },
      });
    });
  });

  it('erase', async () => {
    await withBoard(pair, data, async (session, { run, board }) => {
      const region = { offset: 0x1_0000, sizeBytes: 0x2000 };
      const erased = await eraseRegion(session, region, run);
      expect(erased).toEqual({
        sizeBytes: 0x2000,
        comparedBytes: secured ? 0 : 0x2000,
        md5: secured ? null : md5Of(new Uint8Array(0x2000).fill(0xff)),
      });
      expect(flashContents(board, 0x1_0000, 0x2000).every((byte) => byte === 0xff)).toBe(true);
      // The sector behind the region is not its.
      const rest = data.subarray(0x2000);
      expect(sameBytes(flashContents(board, 0x1_2000, rest.length), rest)).toBe(true);

      const all = await eraseFlash(session, { flashSize: '4MB' }, run);
      expect(all.sizeBytes).toBe(0x40_0000);
      expect(all.comparedBytes > 0).toBe(!secured);
      expect(flashContents(board, 0, 0x40_0000).every((byte) => byte === 0xff)).toBe(true);
    });
  });
});

const chipsWithEui64: readonly ChipId[] = [
  ...(['esp32c5', 'esp32c6', 'esp32h2', 'esp32h21', 'esp32h4', 'esp32s31'] as const),
];
