import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { chips } from '../../src-main/engine/chips/registry';
import { attachFlash } from '../../src-main/engine/operations/attach-flash';
import { eraseFlash, eraseRegion } from '../../src-main/engine/operations/erase-flash';
import { parseFirmwareImage } from '../../src-main/engine/image/firmware-image';
import { readFlashId } from '../../src-main/engine/operations/flash-id';
import { readFlashStatus } from '../../src-main/engine/operations/flash-status';
import { identify } from '../../src-main/engine/operations/identify';
import { loadRam } from '../../src-main/engine/operations/load-ram';
import { dumpMemory, readMemory } from '../../src-main/engine/operations/memory';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { readSecurityDetails } from '../../src-main/engine/operations/security-details';
import { readSfdp } from '../../src-main/engine/operations/read-sfdp';
import { runSpiCommand } from '../../src-main/engine/operations/spi-command';
import { verifyFlash } from '../../src-main/engine/operations/verify-flash';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { readWord } from '../../src-main/engine/protocol/words';
import type { WriteRequest } from '../../src-main/engine/requests';
import { golden, withoutGolden } from '../support/golden';
import { FakeSession } from '../unit/operations/fake-session';

interface Recorded {
  readonly dir: 'host' | 'chip';
  readonly hex?: string;
}

function recording(chip: ChipId, name: string): readonly Recorded[] {
  const lines = readFileSync(golden('wire', chip, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}

/** Requests of the host with one of these opcodes, as hex. */
function hostFrames(chip: ChipId, name: string, wanted: readonly number[]): readonly string[] {
  return recording(chip, name)
    .filter(({ dir }) => dir === 'host')
    .flatMap(({ hex }) => (hex !== undefined && hex.startsWith('00') ? [hex] : []))
    .filter((hex) => hex.length >= 16 && wanted.includes(Number.parseInt(hex.slice(2, 4), 16)));
}

function ourFrames(session: FakeSession, wanted: readonly number[]): readonly string[] {
  return session.requests
    .filter((request) => wanted.includes(request[1] ?? -1))
    .map((request) => Buffer.from(request).toString('hex'));
}

/** The engine asks until two answers agree: what it does twice in a row counts once here. */
function askedOnce(frames: readonly string[]): readonly string[] {
  const same = (from: number, length: number): boolean =>
    frames.slice(from, from + length).join() === frames.slice(from + length, from + 2 * length).join();
  const once: string[] = [];
  for (let at = 0; at < frames.length;) {
    let length = Math.floor((frames.length - at) / 2);
    while (length > 0 && !same(at, length)) length -= 1;
    if (length > 0) at += length;
    else once.push(frames[at++] ?? '');
  }
  return once;
}

/** One for each command to the flash: each begins with the look at how the peripheral was set up. */
function spiCommands(frames: readonly string[]): readonly string[] {
  const first = frames.find((hex) => hex.startsWith('000a')) ?? '';
  const starts = frames.flatMap((hex, index) => (hex === first ? [index] : []));
  return starts.map((start, index) => frames.slice(start, starts[index + 1]).join(' '));
}

/** What READ_REG answered in a recording, by address. */
function recordedRegisters(chip: ChipId, name: string): Record<number, number> {
  const registers: Record<number, number> = {};
  let asked: number | null = null;
  for (const { dir, hex = '' } of recording(chip, name)) {
    const frame = Buffer.from(hex, 'hex');
    if (dir === 'host')
      asked = frame[1] === opcodes.READ_REG && frame.length === 12 ? readWord(frame, 8) : null;
    else if (asked !== null && frame[1] === opcodes.READ_REG) {
      registers[asked] = readWord(frame, 4);
      asked = null;
    }
  }
  return registers;
}

const file = (name: string): Uint8Array => readFileSync(golden('files', name));

const options: Omit<WriteRequest, 'segments'> = {
  flashMode: 'keep',
  flashFrequency: 'keep',
  flashSize: 'keep',
  eraseAll: false,
  compress: null,
  verify: true,
  skipUnchanged: false,
  // The recorded files are an ESP8266's images, which Kiln would refuse to put on another chip.
  force: true,
};

const writing: readonly number[] = [
  opcodes.SPI_SET_PARAMS,
  opcodes.FLASH_BEGIN,
  opcodes.FLASH_DATA,
  opcodes.FLASH_END,
  opcodes.FLASH_DEFL_BEGIN,
  opcodes.FLASH_DEFL_END,
  opcodes.SPI_FLASH_MD5,
];

/** The empty FLASH_BEGIN and FLASH_END at the end of each recording belong to leaving the stub. */
const leaving = 2;

describe.skipIf(withoutGolden)('the frames on the wire', () => {
  it.each(['esp32', 'esp32c3'] as const)(
    'of a compressed write to the %s are the recorded ones',
    async (chip) => {
      const session = new FakeSession(chips[chip]);
      const data = file('app50k.bin');
      await writeFlash(session, { ...options, segments: [{ name: 'app', offset: 0x1_0000, data }] });
      expect(ourFrames(session, writing)).toEqual(
        hostFrames(chip, 'stub-write-compressed', writing).slice(0, -leaving),
      );
    },
  );

  it.each(['esp32', 'esp32c3'] as const)(
    'carry the same flash contents to the %s, framed alike',
    async (chip) => {
      const session = new FakeSession(chips[chip]);
      const data = file('app50k.bin');
      await writeFlash(session, { ...options, segments: [{ name: 'app', offset: 0x1_0000, data }] });
      const ours = ourFrames(session, [opcodes.FLASH_DEFL_DATA]);
      const theirs = hostFrames(chip, 'stub-write-compressed', [opcodes.FLASH_DEFL_DATA]);
      // What another zlib makes of the same bytes may differ: compared are the contents, the sequence and the block size.
      const unpack = (frames: readonly string[]): Buffer =>
        inflateSync(Buffer.concat(frames.map((hex) => Buffer.from(hex.slice(48), 'hex'))));
      expect(unpack(ours).equals(unpack(theirs))).toBe(true);
      const framing = (frames: readonly string[]): readonly string[] =>
        frames.slice(0, -1).map((hex) => hex.slice(0, 8) + hex.slice(16, 48));
      expect(framing(ours)).toEqual(framing(theirs));
    },
  );

  it.each(['esp32', 'esp32c3'] as const)(
    'of an uncompressed write to the %s are the recorded ones',
    async (chip) => {
      const session = new FakeSession(chips[chip]);
      const segments = [
        { name: 'unaligned', offset: 0x2_0000, data: file('not_4_byte_aligned.bin') },
        { name: 'one', offset: 0x2_1000, data: file('one_kb.bin') },
      ];
      await writeFlash(session, { ...options, segments, compress: false });
      const theirs = hostFrames(chip, 'stub-write-uncompressed', writing).slice(0, -leaving);
      // The recorded tool hashes with the padding, Kiln what was asked for, and after everything is written.
      const md5 = Buffer.of(0, opcodes.SPI_FLASH_MD5).toString('hex');
      const withoutMd5 = (frames: readonly string[]): readonly string[] =>
        frames.filter((hex) => !hex.startsWith(md5));
      expect(withoutMd5(ourFrames(session, writing))).toEqual(withoutMd5(theirs));
      expect(ourFrames(session, writing).at(-1)).toBe(theirs.at(-1));
    },
  );

  it.each([
    ['rom-write-compressed', 'sector.bin'],
    ['rom-write-uncompressed', 'one_kb.bin'],
  ])('of %s, which a ROM gets uncompressed either way, are the recorded ones', async (name, source) => {
    const session = new FakeSession(chips.esp32c3, { loader: 'rom' });
    await writeFlash(session, { ...options, segments: [{ name, offset: 0x1_0000, data: file(source) }] });
    const wanted = [...writing, opcodes.SPI_ATTACH];
    expect(ourFrames(session, wanted)).toEqual(hostFrames('esp32c3', name, wanted));
  });

  it.each([
    ['esp32', 'stub-flash-id', 'stub'],
    ['esp32', 'rom-flash-id', 'rom'],
    ['esp32c3', 'stub-flash-id', 'stub'],
    ['esp32c3', 'rom-flash-id', 'rom'],
  ] as const)('that read the flash id of the %s (%s) are the recorded ones', async (chip, name, loader) => {
    const session = new FakeSession(chips[chip], { loader, registers: spiBefore(chip, loader) });
    await attachFlash(session);
    expect(await readFlashId(session)).toBe(0x16_40c8);
    const wanted = [opcodes.READ_REG, opcodes.WRITE_REG, opcodes.SPI_ATTACH];
    const theirs = hostFrames(chip, name, wanted);
    const ours = askedOnce(ourFrames(session, wanted));
    expect(theirs.join(' ')).toContain(ours.join(' '));
    expect(ours.length).toBeGreaterThan(10);
  });

  it.each(['esp32', 'esp32c3'] as const)(
    'that read SFDP of the %s, with address and dummy bits, are the recorded ones',
    async (chip) => {
      const session = new FakeSession(chips[chip], { registers: spiBefore(chip, 'stub') });
      await runSpiCommand(session, { command: 0x5a, readBits: 8, address: 0x10, dummyBits: 8 });
      const wanted = [opcodes.READ_REG, opcodes.WRITE_REG];
      expect(hostFrames(chip, 'stub-flash-id', wanted).join(' ')).toContain(
        ourFrames(session, wanted).join(' '),
      );
    },
  );

  it.each(['esp32', 'esp32c3'] as const)(
    'of reading the %s are the recorded ones, acknowledgements included',
    async (chip) => {
      const session = new FakeSession(chips[chip]);
      await readFlash(session, { offset: 0x1_0000, sizeBytes: 0x8000, onBytes: () => undefined });
      const wanted = [opcodes.READ_FLASH];
      expect(ourFrames(session, wanted)).toEqual(hostFrames(chip, 'stub-read-flash', wanted));
      const recordedAcks = recording(chip, 'stub-read-flash')
        .filter(({ dir, hex }) => dir === 'host' && hex?.length === 8)
        .map(({ hex }) => readWord(Buffer.from(hex ?? '', 'hex'), 0));
      expect(session.acks).toEqual(recordedAcks);
    },
  );

  it.each(['esp32', 'esp32c3'] as const)(
    'of verifying and erasing the %s are the recorded ones',
    async (chip) => {
      const session = new FakeSession(chips[chip]);
      session.flash.set(file('app50k.bin'), 0x1_0000);
      await verifyFlash(session, [{ name: 'app', offset: 0x1_0000, data: file('app50k.bin') }]);
      const md5 = [opcodes.SPI_SET_PARAMS, opcodes.SPI_FLASH_MD5];
      expect(ourFrames(session, md5)).toEqual(hostFrames(chip, 'stub-verify-flash', md5));
      await eraseRegion(session, { offset: 0x1_0000, sizeBytes: 0x4000 });
      expect(ourFrames(session, [opcodes.ERASE_REGION])).toEqual(
        hostFrames(chip, 'stub-erase-region', [opcodes.ERASE_REGION]),
      );
      await eraseFlash(session);
      expect(ourFrames(session, [opcodes.ERASE_FLASH])).toEqual(
        hostFrames(chip, 'stub-erase-flash', [opcodes.ERASE_FLASH]),
      );
    },
  );
});

describe.skipIf(withoutGolden)(
  'the frames on the wire, for memory and what the flash says of itself,',
  () => {
    const registers = [opcodes.READ_REG, opcodes.WRITE_REG];

    it.each(['esp32', 'esp32c3'] as const)(
      'of reading the %s’s status registers are the recorded ones',
      async (chip) => {
        const session = new FakeSession(chips[chip], { registers: spiBefore(chip, 'stub') });
        expect(await readFlashStatus(session, { registers: 2 })).toBe(0);
        const theirs = hostFrames(chip, 'stub-read-status', registers).join(' ');
        const [flashId, ...status] = spiCommands(askedOnce(ourFrames(session, registers)));
        expect(hostFrames(chip, 'stub-flash-id', registers).join(' ')).toContain(flashId);
        expect(theirs).toContain(status.join(' '));
        expect(status).toHaveLength(2);
      },
    );

    it.each(['esp32', 'esp32c3'] as const)(
      'of reading SFDP from the %s are the recorded ones',
      async (chip) => {
        const session = new FakeSession(chips[chip], { registers: spiBefore(chip, 'stub') });
        const { exists, bytes } = await readSfdp(session, { address: 0, sizeBytes: 4 });
        // The recorded board has no such table: it answers zeros.
        expect({ exists, bytes: [...bytes] }).toEqual({ exists: false, bytes: [0, 0, 0, 0] });
        const theirs = hostFrames(chip, 'stub-sfdp', registers).join(' ');
        const [, ...sfdp] = spiCommands(askedOnce(ourFrames(session, registers)));
        expect(sfdp).toHaveLength(1);
        expect(theirs).toContain(sfdp[0]);
      },
    );

    it.each(['esp32', 'esp32c3'] as const)(
      'of reading a word of the %s’s memory are the recorded ones',
      async (chip) => {
        const recorded = hostFrames(chip, 'stub-read-mem', registers).at(-1) ?? '';
        const address = readWord(Buffer.from(recorded, 'hex'), 8);
        const value = recordedRegisters(chip, 'stub-read-mem')[address] ?? -1;
        const session = new FakeSession(chips[chip], { registers: { [address]: value } });
        expect(await readMemory(session, address)).toBe(value);
        expect(askedOnce(ourFrames(session, registers))).toEqual([recorded]);
      },
    );

    it.each(['esp32', 'esp32c3'] as const)(
      'of dumping the %s’s memory are the recorded ones',
      async (chip) => {
        const theirs = hostFrames(chip, 'stub-dump-mem', registers).slice(-64);
        const words = theirs.map((hex) => readWord(Buffer.from(hex, 'hex'), 8));
        const [address = 0] = words;
        expect(words.at(-1)).toBe(address + 252);
        const held = recordedRegisters(chip, 'stub-dump-mem');
        const session = new FakeSession(chips[chip], { registers: held });
        const pieces: Uint8Array[] = [];
        await dumpMemory(session, {
          address,
          sizeBytes: 256,
          onBytes: (bytes) => pieces.push(bytes.slice()),
        });
        expect(askedOnce(ourFrames(session, registers))).toEqual(theirs);
        const dumped = Buffer.concat(pieces);
        expect(words.map((_, index) => readWord(dumped, index * 4))).toEqual(words.map((word) => held[word]));
      },
    );

    it.each(['esp32', 'esp32c3'] as const)(
      'of loading a program into the %s’s RAM are the recorded ones',
      async (chip) => {
        const name = `helloworld-${chip}.bin`;
        const bytes = file(name);
        const { segments } = parseFirmwareImage(bytes, chips[chip], name);
        // It reads back what is looked at: the ends of each segment.
        const registers = Object.fromEntries(
          segments.flatMap(({ loadAddress, fileOffset, sizeBytes }) =>
            [0, sizeBytes - 4].map((at) => [loadAddress + at, readWord(bytes, fileOffset + at)] as const),
          ),
        );
        const session = new FakeSession(chips[chip], { loader: 'rom', registers });
        const { answered } = await loadRam(session, { name, bytes });
        expect(answered).toBe(true);
        const memory = [opcodes.MEM_BEGIN, opcodes.MEM_DATA, opcodes.MEM_END];
        expect(ourFrames(session, memory)).toEqual(hostFrames(chip, 'rom-load-ram', memory));
      },
    );

    it('tell the same of an ESP32-C3’s security as its ROM did', async () => {
      const name = 'rom-get-security-info';
      const answer = recording('esp32c3', name).findLast(
        ({ dir, hex }) => dir === 'chip' && hex?.startsWith('0114'),
      );
      // Header before it, the ROM's status behind it.
      const securityInfo = Buffer.from(answer?.hex ?? '', 'hex').subarray(8, -4);
      const session = new FakeSession(chips.esp32c3, { loader: 'rom', securityInfo });
      expect(await readSecurityDetails(session)).toEqual({
        flags: 0,
        flagNames: [],
        flashCryptCount: 0,
        flashEncryption: false,
        keyPurposes: [0, 1, 2, 3, 4, 5].map((key) => ({ key, code: 0, name: 'USER/EMPTY' })),
        chipId: 5,
        apiVersion: 3,
      });
      const asked = [opcodes.GET_SECURITY_INFO];
      expect(hostFrames('esp32c3', name, asked)).toEqual(
        expect.arrayContaining([...ourFrames(session, asked)]),
      );
    });
  },
);

/** The SPI peripheral as the recorded chip had it before the first command. */
function spiBefore(chip: ChipId, loader: 'rom' | 'stub'): Record<number, number> {
  const { base, usr, usr2 } = chips[chip].spi;
  const usrValue: Record<string, number> = {
    'esp32 stub': 0x8000_0000,
    'esp32 rom': 0,
    'esp32c3 stub': 0x8000_00c0,
    'esp32c3 rom': 0x8000_00c0,
  };
  return { [base + usr]: usrValue[`${chip} ${loader}`] ?? 0, [base + usr2]: 0x7000_0000 };
}

describe.skipIf(withoutGolden)('what the recorded chips are', () => {
  it('is an ESP32 of the first revision with a GigaDevice flash of 4 MB', async () => {
    const registers = recordedRegisters('esp32', 'rom-flash-id');
    const board = await identify(new FakeSession(chips.esp32, { loader: 'rom', registers }));
    expect(board).toMatchObject({
      chip: 'esp32',
      description: 'ESP32-D0WDQ6',
      revision: 0,
      crystalMhz: 40,
      mac: '10:01:00:c4:0a:24',
      flash: { manufacturer: 'GigaDevice', deviceId: 0x4016, sizeBytes: 0x40_0000, voltage: '3.3V' },
      security: { secureBoot: false, flashEncryption: false },
    });
  });

  it('is an ESP32-C3 of revision 0.3 in the QFN32 package', async () => {
    const registers = recordedRegisters('esp32c3', 'rom-flash-id');
    const board = await identify(new FakeSession(chips.esp32c3, { loader: 'rom', registers }));
    expect(board).toMatchObject({
      description: 'ESP32-C3 (QFN32)',
      revision: 3,
      crystalMhz: 40,
      mac: 'c4:0a:24:fe:10:01',
      features: ['Wi-Fi', 'BT 5 (LE)', 'Single Core', '160MHz'],
    });
  });
});
