import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { chips } from '../../../src-main/engine/chips/registry';
import { parseFirmwareImage } from '../../../src-main/engine/image/firmware-image';
import { writeFlash } from '../../../src-main/engine/operations/write-flash';
import { opcodes } from '../../../src-main/engine/protocol/opcodes';
import { readWord } from '../../../src-main/engine/protocol/words';
import type { WriteRequest, WriteSegment } from '../../../src-main/engine/requests';
import { buildImage, codeLikeBytes, patternBytes } from '../image/build-image';
import { FakeSession, md5Of, sameBytes, type FakeSetup } from './fake-session';

const segment = (name: string, offset: number, data: Uint8Array): WriteSegment => ({ name, offset, data });

function request(segments: readonly WriteSegment[], changes: Partial<WriteRequest> = {}): WriteRequest {
  return {
    segments,
    flashMode: 'keep',
    flashFrequency: 'keep',
    flashSize: 'keep',
    eraseAll: false,
    compress: null,
    verify: true,
    skipUnchanged: false,
    force: false,
    ...changes,
  };
}

const app = segment('app.bin', 0x1_0000, codeLikeBytes(100_000, 7));
const appOnly = request([app]);

function esp32(setup: FakeSetup = {}): FakeSession {
  return new FakeSession(chips.esp32, setup);
}

/** Nothing may have been erased or written when a plan is refused. */
async function refused(session: FakeSession, plan: WriteRequest): Promise<AppError> {
  const error: unknown = await writeFlash(session, plan, session.run).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  const touching: readonly number[] = [opcodes.FLASH_BEGIN, opcodes.FLASH_DEFL_BEGIN, opcodes.ERASE_FLASH];
  expect(session.opcodes.filter((opcode) => touching.includes(opcode))).toEqual([]);
  return error as AppError;
}

describe('writing', () => {
  it('leaves the bytes asked for and says that they were compared', async () => {
    const session = esp32();
    const plan = request([segment('boot.bin', 0x1000, patternBytes(5001, 1)), app]);
    const results = await writeFlash(session, plan, session.run);
    expect(sameBytes(session.flash.subarray(0x1_0000, 0x1_0000 + 100_000), app.data)).toBe(true);
    expect(results.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
    expect(results[1]).toMatchObject({ name: 'app.bin', sizeBytes: 100_000, md5: md5Of(app.data) });
    expect(results[1]?.wireBytes).toBeLessThan(100_000);
    // What does not compress is sent as it is, and told.
    expect(results[0]?.wireBytes).toBe(5004);
    expect(session.notices()).toEqual(['compression-skipped']);
  });

  it('tells bytes that never fall and end at the segment’s size', async () => {
    const session = esp32();
    await writeFlash(session, appOnly, session.run);
    const done = session.events.flatMap((event) =>
      event.type === 'bytes' && event.stage === 'write' ? [event.done] : [],
    );
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done[0]).toBe(0);
    expect(done.at(-1)).toBe(100_000);
    const stages = session.events.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
    expect(stages).toEqual(['prepare', 'write', 'verify']);
  });

  it('does not claim to have compared when it was told not to', async () => {
    const [result] = await writeFlash(esp32(), { ...appOnly, verify: false });
    expect(result).toMatchObject({ outcome: 'written', md5: null });
  });

  it('names both digests when the written data differs', async () => {
    const session = esp32();
    const read = session.command.bind(session);
    // A worn bit: whatever is written there reads as 0.
    session.command = async (opcode, body, options) => {
      if (opcode === opcodes.SPI_FLASH_MD5) session.flash[0x1_2345] = (session.flash[0x1_2345] ?? 0) & 0xfe;
      return read(opcode, body, options);
    };
    const data = app.data.slice();
    data[0x2345] = 0xff;
    const error: unknown = await writeFlash(session, request([{ ...app, data }])).catch((e: unknown) => e);
    expect(error).toMatchObject({
      code: 'verify-failed',
      context: { name: 'app.bin', offset: '0x10000', expected: md5Of(data) },
    });
    expect((error as AppError).context['actual']).not.toBe(md5Of(data));
  });

  it('skips what is there already, and says unchanged only after comparing', async () => {
    const session = esp32();
    session.flash.set(app.data, app.offset);
    const other = segment('other.bin', 0x10_0000, codeLikeBytes(9000, 3));
    const plan = request([app, other], { skipUnchanged: true });
    const results = await writeFlash(session, plan, session.run);
    expect(results.map(({ outcome, wireBytes }) => [outcome, wireBytes > 0])).toEqual([
      ['unchanged', false],
      ['verified', true],
    ]);
    expect(session.notices()).toEqual(['segment-unchanged']);
    expect(session.bodies(opcodes.FLASH_DEFL_BEGIN).map((body) => readWord(body, 12))).toEqual([0x10_0000]);
  });

  it('erases everything first when asked to', async () => {
    const session = esp32();
    session.flash.fill(0x11);
    await writeFlash(session, { ...appOnly, eraseAll: true, skipUnchanged: true });
    expect(session.flash[0]).toBe(0xff);
    expect(sameBytes(session.flash.subarray(0x1_0000, 0x1_0000 + 100_000), app.data)).toBe(true);
  });
});

describe('a plan is refused before anything is erased', () => {
  const cases: readonly (readonly [string, ErrorCode, readonly WriteSegment[]])[] = [
    ['that is empty', 'nothing-to-flash', []],
    ['with an empty file', 'file-empty', [segment('a', 0x1000, new Uint8Array(0))]],
    ['that starts before the flash', 'offset-misaligned', [segment('a', -0x1000, patternBytes(10, 1))]],
    [
      'that starts within a sector and is to be encrypted',
      'offset-misaligned',
      [{ ...segment('a', 0x1020, patternBytes(10, 1)), encrypted: true }],
    ],
    [
      'whose segments overlap',
      'segments-overlap',
      [segment('b', 0x2000, patternBytes(10, 1)), segment('a', 0x1000, patternBytes(0x1001, 1))],
    ],
    ['that goes past the end', 'past-end-of-flash', [segment('a', 0x3f_f000, patternBytes(0x1001, 1))]],
    ['for another chip', 'image-wrong-chip', [segment('a', 0x1000, buildImage({ chipId: 5 }))]],
    ['for an ESP8266', 'image-wrong-chip', [segment('a', 0x1000, buildImage({ chipId: null }))]],
    [
      'for newer silicon',
      'image-wrong-revision',
      [segment('a', 0x1000, buildImage({ chipId: 0, minRevision: 300, maxRevision: 399 }))],
    ],
  ];
  it.each(cases)('%s: %s', async (_, code, segments) => {
    expect((await refused(esp32(), request(segments))).code).toBe(code);
  });

  it('by the size of the flash that is really there, whatever the header says', async () => {
    const session = esp32({ jedecId: 0x14_40ef });
    const error = await refused(session, request([segment('a', 0x10_0000, patternBytes(1, 1))]));
    expect(error.context).toMatchObject({ end: '0x100001', flashEnd: '0x100000' });
  });

  it('when the size is to be detected and cannot be', async () => {
    const error = await refused(esp32({ jedecId: 0x99_40c8 }), { ...appOnly, flashSize: 'detect' });
    expect(error).toMatchObject({ code: 'flash-size-unknown', context: { id: '0x9940c8' } });
  });

  it('when no flash answers', async () => {
    expect((await refused(esp32({ jedecId: 0xff_ffff }), appOnly)).code).toBe('flash-not-found');
  });

  it('on a board with secure boot or flash encryption', async () => {
    const c3 = new FakeSession(chips.esp32c3, { securityFlags: 1 });
    expect((await refused(c3, appOnly)).context).toEqual({ detail: 'secure boot is on' });
    // FLASH_CRYPT_CNT of the ESP32 with one bit burnt.
    const encrypted = esp32({ registers: { 0x3ff5_a000: 1 << 20 } });
    expect((await refused(encrypted, appOnly)).context).toEqual({ detail: 'flash encryption is on' });
  });

  it('unless it is forced', async () => {
    const c3 = new FakeSession(chips.esp32c3, { securityFlags: 1 });
    const foreign = segment('a', 0, buildImage({ chipId: 9 }));
    const results = await writeFlash(c3, request([foreign], { force: true, flashMode: 'qio' }), c3.run);
    expect(results[0]?.outcome).toBe('verified');
    // Secure boot: the signature covers the header.
    expect(c3.flash.subarray(0, foreign.data.length)).toEqual(foreign.data);
    expect(c3.notices()).toContain('header-not-patched');
  });
});

describe('the bootloader’s header', () => {
  const bootloader = segment('bootloader.bin', 0x1000, buildImage({ chipId: 0, flashSizeFrequency: 0x10 }));

  it('gets the detected size, and its digest anew', async () => {
    const session = esp32();
    const plan = request([bootloader, app], { flashSize: 'detect', flashMode: 'dout' });
    const results = await writeFlash(session, plan, session.run);
    const written = session.flash.slice(0x1000, 0x1000 + bootloader.data.length);
    expect(parseFirmwareImage(written, chips.esp32)).toMatchObject({
      flashMode: 3,
      flashSizeFrequency: 0x20,
      digest: { valid: true },
    });
    expect(results[0]?.md5).toBe(md5Of(written));
    expect(session.notices()).toEqual(['flash-size-detected', 'header-patched', 'compression-skipped']);
  });

  it('stays as it is with keep', async () => {
    const session = esp32();
    await writeFlash(session, request([bootloader]), session.run);
    expect(session.flash.slice(0x1000, 0x1000 + bootloader.data.length)).toEqual(bootloader.data);
    expect(session.notices()).not.toContain('header-patched');
  });

  it('is only looked for where this chip’s ROM looks', async () => {
    const session = esp32();
    const elsewhere = segment('app.bin', 0x1_0000, bootloader.data);
    await writeFlash(session, request([elsewhere], { flashSize: 'detect' }), session.run);
    expect(session.flash.slice(0x1_0000, 0x1_0000 + elsewhere.data.length)).toEqual(elsewhere.data);
  });

  it('is left alone, aloud, when its digest was wrong before', async () => {
    const session = esp32();
    const data = bootloader.data.slice();
    data[60] = (data[60] ?? 0) ^ 1;
    await writeFlash(session, request([{ ...bootloader, data }], { flashSize: 'detect' }), session.run);
    expect(session.flash.slice(0x1000, 0x1000 + data.length)).toEqual(data);
    expect(session.notices()).toContain('header-not-patched');
  });

  it('cannot be given what the chip does not have', async () => {
    const error = await refused(esp32(), request([bootloader], { flashFrequency: '120m' }));
    expect(error.code).toBe('flash-setting-unknown');
  });
});

describe('a disturbed line', () => {
  const long = segment('long.bin', 0x1_0000, codeLikeBytes(400_000, 5));
  const lost = new AppError('no-response', { command: 'FLASH_DEFL_DATA' });
  const wrongChecksum = new AppError('command-refused', { command: 'FLASH_DATA', reason: 'checksum' });

  it('is gone on from, not started over: a block that is lost late costs little', async () => {
    const session = esp32();
    session.failOn(opcodes.FLASH_DEFL_DATA, lost, 10);
    const [result] = await writeFlash(session, request([long]), session.run);
    expect(result?.outcome).toBe('verified');
    expect(sameBytes(session.flash.subarray(0x1_0000, 0x1_0000 + 400_000), long.data)).toBe(true);
    expect(session.notices()).toEqual(['block-repeated']);
    expect(session.resyncs).toBe(1);
    const begins = session.bodies(opcodes.FLASH_DEFL_BEGIN).map((body) => readWord(body, 12));
    expect(begins).toHaveLength(2);
    expect(begins[1]).toBeGreaterThan(0x1_0000);
    expect((begins[1] ?? 1) % 0x1000).toBe(0);
  });

  it.each([true, false])('is survived with compression %s, whichever frame it hits', async (compress) => {
    const data = compress ? opcodes.FLASH_DEFL_DATA : opcodes.FLASH_DATA;
    const begin = compress ? opcodes.FLASH_DEFL_BEGIN : opcodes.FLASH_BEGIN;
    const end = compress ? opcodes.FLASH_DEFL_END : opcodes.FLASH_END;
    for (const [opcode, skip] of [
      [begin, 0],
      [data, 0],
      [data, 3],
      [end, 0],
    ] as const) {
      for (const error of [lost, wrongChecksum, 'lose-answer'] as const) {
        const session = esp32();
        session.failOn(opcode, error, skip);
        const [result] = await writeFlash(session, request([long], { compress }), session.run);
        expect(result?.outcome).toBe('verified');
        expect(sameBytes(session.flash.subarray(0x1_0000, 0x1_0000 + 400_000), long.data)).toBe(true);
        expect(session.notices()).toEqual(['block-repeated']);
      }
    }
  });

  it('that stays bad is given up after three repetitions, with the segment’s name', async () => {
    const session = esp32();
    for (let time = 0; time < 4; time++) session.failOn(opcodes.FLASH_DEFL_BEGIN, lost);
    await expect(writeFlash(session, request([long]), session.run)).rejects.toMatchObject({
      code: 'no-response',
      context: { name: 'long.bin' },
    });
    expect(session.notices()).toEqual(['block-repeated', 'block-repeated', 'block-repeated']);
  });

  it('is not repeated on when the port is gone', async () => {
    const session = esp32();
    session.failOn(opcodes.FLASH_DEFL_DATA, new AppError('port-lost', { port: 'fake' }));
    await expect(writeFlash(session, request([long]))).rejects.toMatchObject({ code: 'port-lost' });
    expect(session.resyncs).toBe(0);
  });

  it('does not hide behind a lost digest: the chip is asked again', async () => {
    const session = esp32();
    session.failOn(opcodes.SPI_FLASH_MD5, 'lose-answer');
    const [result] = await writeFlash(session, appOnly);
    expect(result?.outcome).toBe('verified');
  });
});

describe('a ROM loader', () => {
  it('is written to in blocks of 1 KiB, uncompressed, with no end that would let it leave', async () => {
    const session = new FakeSession(chips.esp32c3, { loader: 'rom' });
    const [result] = await writeFlash(session, appOnly);
    expect(result?.outcome).toBe('verified');
    expect(session.bodies(opcodes.FLASH_DATA)).toHaveLength(Math.ceil(100_000 / 0x400));
    expect(session.opcodes).not.toContain(opcodes.FLASH_END);
    const begin = session.bodies(opcodes.FLASH_BEGIN)[0] ?? new Uint8Array(0);
    expect(begin).toHaveLength(20);
  });

  it('of the ESP32 does not get the fifth word', async () => {
    const session = esp32({ loader: 'rom' });
    await writeFlash(session, appOnly);
    expect(session.bodies(opcodes.FLASH_BEGIN)[0]).toHaveLength(16);
  });

  it('compresses when asked to, and counts whole blocks', async () => {
    const session = new FakeSession(chips.esp32c3, { loader: 'rom' });
    const [result] = await writeFlash(session, { ...appOnly, compress: true });
    expect(result?.outcome).toBe('verified');
    const begin = session.bodies(opcodes.FLASH_DEFL_BEGIN)[0] ?? new Uint8Array(4);
    expect(readWord(begin, 0)).toBe(Math.ceil(100_000 / 0x400) * 0x400);
    expect(readWord(begin, 8)).toBe(0x400);
  });

  it('of the ESP8266 cannot hash, so all of it is read back', async () => {
    const session = new FakeSession(chips.esp8266, { loader: 'rom' });
    const [result] = await writeFlash(session, { ...appOnly, compress: true }, session.run);
    expect(result).toMatchObject({ outcome: 'verified', md5: md5Of(app.data) });
    expect(session.opcodes).not.toContain(opcodes.FLASH_DEFL_BEGIN);
    expect(sameBytes(session.flash.subarray(0x1_0000, 0x1_0000 + 100_000), app.data)).toBe(true);
  });

  it('of the ESP8266 erases a sector too many at times, but never one that was written', async () => {
    const session = new FakeSession(chips.esp8266, { loader: 'rom' });
    const later = segment('later', 0x1_1000, patternBytes(0x3000, 1));
    const sooner = segment('sooner', 0x1_0000, patternBytes(0x1000, 2));
    const results = await writeFlash(session, request([later, sooner]));
    expect(results.map(({ name }) => name)).toEqual(['later', 'sooner']);
    expect(sameBytes(session.flash.subarray(0x1_0000, 0x1_1000), sooner.data)).toBe(true);
    expect(sameBytes(session.flash.subarray(0x1_1000, 0x1_4000), later.data)).toBe(true);
  });

  it('in secure download mode is written to blindly, and that is said', async () => {
    const session = new FakeSession(chips.esp32s3, { loader: 'rom', secureDownload: true, securityFlags: 4 });
    const plan = { ...appOnly, flashSize: 'detect', skipUnchanged: true };
    const [result] = await writeFlash(session, plan, session.run);
    expect(result?.outcome).toBe('written');
    expect(session.notices()).toEqual(['flash-size-unknown', 'not-verified']);
    expect(readWord(session.bodies(opcodes.SPI_SET_PARAMS)[0] ?? new Uint8Array(8), 4)).toBe(0x10_0000);
  });
});
