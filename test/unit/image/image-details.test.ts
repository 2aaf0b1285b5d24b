import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chips } from '../../../src-main/engine/chips/registry';
import { imageFromElf } from '../../../src-main/engine/image/elf-to-image';
import { readImageDetails, suspiciousSegments } from '../../../src-main/engine/image/image-details';
import { readSignatureBlocks } from '../../../src-main/engine/image/signature-blocks';
import { golden, withoutGolden } from '../../support/golden';
import { buildElf } from './build-elf';
import { buildImage, patternBytes } from './build-image';
import { elfRequest } from './elf-request';

describe('what an image says', () => {
  it('is its header, its segments with their memories, its checksum and its digest', () => {
    const details = readImageDetails(buildImage({ chipId: 0, minRevision: 3, maxRevision: 399 }), null);
    expect(details).toMatchObject({
      chip: 'esp32',
      version: 1,
      entryPoint: 0x4008_0000,
      flashMode: 'dio',
      flashFrequency: '40m',
      flashSize: '2MB',
      extended: { wpPin: 0xee, chipId: 0, minRevision: 3, maxRevision: 399, legacyMinRevision: 0 },
      app: null,
      bootloader: null,
      signatures: [],
    });
    expect(details.segments.map(({ fileOffset, sizeBytes }) => [fileOffset, sizeBytes])).toEqual([
      [24, 100],
      [132, 60],
    ]);
    expect(details.segments[0]?.memoryTypes).toEqual(['BYTE_ACCESSIBLE', 'DRAM']);
    expect(details.checksum.stored).toBe(details.checksum.calculated);
    expect(details.digest?.stored).toEqual(Uint8Array.from(details.digest?.calculated ?? []));
  });

  it('shows what is stored and what is right where they differ', () => {
    const bytes = buildImage({ chipId: 5 });
    bytes[40] = (bytes[40] ?? 0) ^ 0x10;
    const { checksum, digest } = readImageDetails(bytes, null);
    expect(checksum.calculated).toBe((checksum.stored ?? 0) ^ 0x10);
    expect(digest?.stored).not.toEqual(Uint8Array.from(digest?.calculated ?? []));
    const cut = readImageDetails(bytes.subarray(0, -10), null);
    expect(cut.digest?.stored).toBeNull();
  });

  it('names codes and chips that it does not know as unknown', () => {
    const details = readImageDetails(buildImage({ chipId: 999, flashMode: 9 }), null);
    expect(details).toMatchObject({ chip: null, flashMode: null, flashSize: null, flashModeCode: 9 });
    expect(details.segments[0]?.memoryTypes).toEqual([]);
    const ours = readImageDetails(buildImage({ chipId: 0, flashSizeFrequency: 0xe7 }), null);
    expect(ours).toMatchObject({ flashSize: null, flashFrequency: null, flashSizeFrequencyCode: 0xe7 });
  });

  it('tells all of the app’s description', () => {
    const app = new Uint8Array(256);
    const view = new DataView(app.buffer);
    view.setUint32(0, 0xabcd_5432, true);
    view.setUint32(4, 7, true);
    app.set(new TextEncoder().encode('1.2'), 16);
    app.set(new TextEncoder().encode('blink'), 48);
    view.setUint16(176, 1, true);
    view.setUint16(178, 199, true);
    app[180] = 15;
    const described = readImageDetails(buildImage({ chipId: 13, segments: [app] }), null).app;
    expect(described).toMatchObject({
      version: '1.2',
      projectName: 'blink',
      secureVersion: 7,
      elfSha256: '',
      minEfuseBlockRevision: 1,
      maxEfuseBlockRevision: 199,
      mmuPageSizeBytes: 0x8000,
    });
    app.fill(0xab, 144, 176);
    expect(readImageDetails(buildImage({ chipId: 13, segments: [app] }), null).app?.elfSha256).toBe(
      'ab'.repeat(32),
    );
  });

  const esp8266Sections = [
    { name: '.data', address: 0x3ffe_8000, data: patternBytes(64, 1) },
    { name: '.irom0.text', address: 0x4021_0010, data: patternBytes(100, 2), flags: 6 },
  ];
  const esp8266 = (version: 2 | 3): Uint8Array =>
    imageFromElf(buildElf({ sections: esp8266Sections }), elfRequest({ chip: chips.esp8266, version }))
      .files[0]?.bytes ?? new Uint8Array(0);

  it('has on the ESP8266 a version, a checksum without the mapped code, and the digest of version 3', () => {
    const second = readImageDetails(esp8266(2), null);
    expect(second).toMatchObject({
      chip: 'esp8266',
      version: 2,
      segmentCount: 2,
      extended: null,
      digest: null,
    });
    expect(second.checksum.stored).toBe(second.checksum.calculated);
    expect(second.segments[0]?.memoryTypes).toEqual(['IROM']);
    const third = readImageDetails(esp8266(3), null);
    expect(third.digest?.stored).toEqual(Uint8Array.from(third.digest?.calculated ?? []));
    expect(third.sizeBytes).toBe(esp8266(3).length);
  });

  it('is suspicious where it was no ESP8266 image to begin with', () => {
    const bytes = buildImage({ chipId: 0 });
    expect(suspiciousSegments(bytes, chips.esp8266).length).toBeGreaterThan(0);
    expect(suspiciousSegments(bytes, chips.esp32)).toEqual([]);
    const own = buildImage({ chipId: null, loadAddress: 0x3ffe_8000 });
    expect(suspiciousSegments(own, chips.esp8266)).toEqual([]);
  });
});

describe('signature blocks', () => {
  it.skipIf(withoutGolden)('of version 2 say whether they are whole and sign this very image', () => {
    const bytes = Uint8Array.from(readFileSync(golden('files', 'bootloader_signed_v2_rsa.bin')));
    const publicKeyDigest = readFileSync(golden('expected', 'sec-digest-rsa-pub', 'out.bin'));
    const block = {
      scheme: 'rsa-3072',
      fileOffset: 0x8000,
      crcValid: true,
      digestValid: true,
      publicKeyDigest,
    };
    expect(readImageDetails(bytes, null).signatures).toEqual([block]);
    const changed = bytes.slice();
    changed[100] = (changed[100] ?? 0) ^ 1;
    expect(readImageDetails(changed, null).signatures).toEqual([{ ...block, digestValid: false }]);
    const damaged = bytes.slice();
    damaged[0x8100] = (damaged[0x8100] ?? 0) ^ 1;
    expect(readImageDetails(damaged, null).signatures).toMatchObject([
      { scheme: 'rsa-3072', crcValid: false, digestValid: true },
    ]);
  });

  it.skipIf(withoutGolden)('of version 1 are found behind the image', () => {
    const bytes = readFileSync(golden('files', 'bootloader_signed.bin'));
    expect(readImageDetails(bytes, null).signatures).toEqual([
      { scheme: 'ecdsa-v1', fileOffset: 21_696, crcValid: null, digestValid: null, publicKeyDigest: null },
    ]);
  });

  it('are told by their scheme, and not seen in blank flash, zeros or other data', () => {
    for (const [version, curve, scheme] of [
      [3, 1, 'ecdsa-p192'],
      [3, 2, 'ecdsa-p256'],
      [3, 3, 'ecdsa-p384'],
      [3, 9, 'unknown'],
      [2, 0, 'rsa-3072'],
      [9, 0, 'unknown'],
    ] as const) {
      const bytes = new Uint8Array(0x2000);
      bytes.set([0xe7, version], 0x1000);
      bytes[0x1000 + 36] = curve;
      expect(readSignatureBlocks(bytes, 100)[0]?.scheme).toBe(scheme);
    }
    expect(readSignatureBlocks(new Uint8Array(0x2000), 100)).toEqual([]);
    expect(readSignatureBlocks(new Uint8Array(0x2000).fill(0xff), 100)).toEqual([]);
    expect(readSignatureBlocks(patternBytes(0x2000, 1), 100)).toEqual([]);
    expect(readSignatureBlocks(new Uint8Array(100), 100)).toEqual([]);
  });
});
