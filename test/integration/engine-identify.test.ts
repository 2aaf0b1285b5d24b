import { describe, expect, it } from 'vitest';
import { chipIds } from '../../src-shared/model/chip';
import { chips } from '../../src-main/engine/chips/registry';
import { identify } from '../../src-main/engine/operations/identify';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import type { BoardInfo } from '../../src-shared/model/board';
import type { ChipId } from '../../src-shared/model/chip';
import { setUp } from './engine-setup';

async function boardOf(chip: ChipId, spec: Partial<BoardSpec>, useStub = true): Promise<BoardInfo> {
  const setup = setUp(chip, spec);
  return setup.clock.run(async () => {
    const session = await setup.connect({ useStub });
    const board = await identify(session, setup.run);
    await session.close();
    return board;
  });
}

/** The ESP8266 has no revision, and nobody says where the ESP32-E22 keeps it. */
const withRevision = chipIds.filter((id) => id !== 'esp8266' && id !== 'esp32e22');

describe.each(chipIds)('an %s', (id) => {
  it.each([true, false])('tells its MAC and its flash, stub asked for: %s', async (useStub) => {
    const board = await boardOf(id, { mac: '7c:df:a1:b2:c3:d4', flashSizeBytes: 0x80_0000 }, useStub);
    expect(board).toMatchObject({
      chip: id,
      mac: '7c:df:a1:b2:c3:d4',
      loader: useStub && chips[id].stub !== null ? 'stub' : 'rom',
      flash: { manufacturerId: 0xc8, deviceId: 0x4017, manufacturer: 'GigaDevice', sizeBytes: 0x80_0000 },
      security: { secureBoot: false, flashEncryption: false, secureDownloadMode: false },
    });
    expect(board.features.length).toBeGreaterThan(1);
  });
});

describe.each(withRevision)('the revision of an %s', (id) => {
  // Of each chip one that was made.
  const revision = id === 'esp32' ? 300 : id === 'esp32p4' ? 301 : 102;

  it(`v${Math.floor(revision / 100)}.${revision % 100} is read as such`, async () => {
    expect((await boardOf(id, { revision })).revision).toBe(revision);
  });

  it('is null beside all else in secure download mode, except what the ROM still tells', async () => {
    if (chips[id].quirks.includes('no-security-info')) return;
    const board = await boardOf(id, { security: { secureDownloadMode: true } });
    expect(board).toMatchObject({
      revision: null,
      mac: null,
      flash: null,
      loader: 'rom',
      security: { secureDownloadMode: true },
    });
  });
});

describe('a board', () => {
  it.each([
    ['esp32', 26],
    ['esp32', 40],
    ['esp32c2', 26],
    ['esp32c2', 40],
    ['esp32c5', 40],
    ['esp32c5', 48],
    ['esp8266', 26],
  ] as const)('%s with a crystal of %i MHz says so', async (id, crystalMhz) => {
    expect((await boardOf(id, { crystalMhz })).crystalMhz).toBe(crystalMhz);
  });

  it.each(['esp32', 'esp32s2', 'esp32c3', 'esp32c6', 'esp32p4'] as const)(
    '%s with secure boot and flash encryption says so',
    async (id) => {
      const board = await boardOf(id, { security: { secureBoot: true, flashEncryption: true } });
      expect(board.security).toMatchObject({ secureBoot: true, flashEncryption: true });
    },
  );

  it.each([
    ['esp32s3', { psram: 1, embeddedFlash: 1 }, ['Embedded Flash 8MB', 'Embedded PSRAM 8MB']],
    ['esp32s3', { psram: 3 }, ['Embedded PSRAM 16MB']],
    ['esp32s2', { psram: 1, embeddedFlash: 2 }, ['Embedded Flash 4MB', 'Embedded PSRAM 2MB']],
    ['esp32c3', { embeddedFlash: 1 }, ['Embedded Flash 4MB']],
    ['esp32c6', { embeddedFlash: 1 }, ['Embedded Flash']],
    ['esp32p4', { psram: 2 }, ['Embedded PSRAM']],
    ['esp32c3', {}, []],
  ] as const)('%s with %o in its package says so', async (id, spec, embedded) => {
    const { features } = await boardOf(id, spec);
    expect(features.filter((feature) => feature.startsWith('Embedded'))).toEqual(embedded);
  });

  it.each([
    ['esp32', 0, 'ESP32-D0WDQ6-V3'],
    ['esp32', 5, 'ESP32-PICO-V3'],
    ['esp32c3', 1, 'ESP8685 (QFN28)'],
    ['esp32s3', 1, 'ESP32-S3-PICO-1 (LGA56)'],
    ['esp32c6', 1, 'ESP32-C6FH4 (QFN32)'],
    ['esp32h2', 5, 'ESP32-H2 (package 5)'],
  ] as const)('%s in package %i is an %s', async (id, packageVersion, description) => {
    expect((await boardOf(id, { package: packageVersion })).description).toBe(description);
  });

  it.each([
    ['esp32', 0],
    ['esp32', 101],
    ['esp32', 300],
    ['esp32', 301],
    ['esp32p4', 1],
    ['esp32p4', 103],
    ['esp32p4', 300],
    ['esp32p4', 302],
    ['esp32c2', 200],
    ['esp32s2', 100],
  ] as const)('%s of revision %i is taken for one', async (id, revision) => {
    expect((await boardOf(id, { revision })).revision).toBe(revision);
  });

  it('whose flash nobody can size is told apart from one without flash', async () => {
    const unknown = await boardOf('esp32', { flashId: 0xc8_40_99 });
    expect(unknown.flash).toMatchObject({ manufacturer: 'GigaDevice', sizeBytes: null });
    expect((await boardOf('esp32', { flashId: 0xff_ff_ff })).flash).toBeNull();
  });

  it('is identified over a line that loses an answer', async () => {
    const board = await boardOf('esp32c3', {
      faults: [{ type: 'drop', direction: 'chip', frames: { opcode: opcodes.READ_REG, from: 12, count: 1 } }],
    });
    expect(board.flash?.sizeBytes).toBe(0x40_0000);
  });
});
