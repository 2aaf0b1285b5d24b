import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { RunOptions } from '../engine-context';
import type { ChipSpec } from '../chips/chip-spec';
import { parseFirmwareImage, type FirmwareImage, type ImageSegment } from '../image/firmware-image';
import { ramBlockBytesFor } from '../loader/block-sizes';
import type { ChipSession } from '../loader/chip-session';
import { assertSupported } from '../loader/command-support';
import { encodeDataBlock, encodeMemBegin, encodeMemEnd } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { payloadChecksum } from '../protocol/packet';
import { readWord } from '../protocol/words';
import type { RamImage } from '../requests';
import { checkImages } from './check-images';
import { hex } from './hex';
import { readMemory } from './memory';
import { repeatOnLineFault } from '../loader/repeat-on-line-fault';

export interface RamStart {
  readonly entryPoint: number;
  /** False where the chip said nothing to the last command: some ROMs jump before their answer is out. */
  readonly answered: boolean;
}

/**
 * Loads the segments of a firmware image into RAM and starts it at its entry point. The session is over afterwards, except for
 * its `close`: whatever the program says is no protocol. Only a ROM loads programs (`ram-needs-rom`), and only such as have
 * no part for the flash (`image-not-for-ram`). Throws `image-invalid`, `image-wrong-chip`, `image-checksum-bad`, and
 * `command-refused` where secure boot forbids it.
 */
export async function loadRam(
  session: ChipSession,
  { name, bytes }: RamImage,
  run: RunOptions = {},
): Promise<RamStart> {
  const { chip, loader } = session;
  if (loader === 'stub') throw new AppError('ram-needs-rom', { chip: chip.name });
  assertSupported(session, opcodes.MEM_BEGIN);
  const image = readRamImage(chip, name, bytes);
  const total = image.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  run.onProgress?.({ type: 'stage', stage: 'write' });
  let loaded = 0;
  const report = (done: number): void =>
    run.onProgress?.({ type: 'bytes', stage: 'write', segment: 0, done, total });
  report(0);
  for (const segment of image.segments) {
    const data = bytes.subarray(segment.fileOffset, segment.fileOffset + segment.sizeBytes);
    // From its beginning: a block that arrives twice would be put behind the first one.
    await repeatOnLineFault(session, () => loadSegment(session, segment, data, run), run);
    await expectLoaded(session, name, segment, data, run);
    loaded += segment.sizeBytes;
    report(loaded);
  }
  const answered = await start(session, image.entryPoint, run);
  return { entryPoint: image.entryPoint, answered };
}

function readRamImage(chip: ChipSpec, name: string, bytes: Uint8Array): FirmwareImage {
  const image = parseFirmwareImage(bytes, chip, name);
  checkImages(chip, null, [{ name, offset: chip.bootloaderOffset, data: bytes }]);
  if (!image.checksumValid) throw new AppError('image-checksum-bad', { name });
  for (const { loadAddress } of image.segments)
    if (isInFlash(chip, loadAddress))
      throw new AppError('image-not-for-ram', { name, address: hex(loadAddress) });
  return { ...image, segments: image.segments.filter(({ sizeBytes }) => sizeBytes > 0) };
}

const wordBytes = 4;

/** 0 is the flash-mapped segment of an ESP8266's image. */
function isInFlash({ irom, drom }: ChipSpec, address: number): boolean {
  const within = ([start, end]: readonly [number, number]): boolean => address >= start && address < end;
  return address === 0 || within(irom) || (drom !== null && within(drom));
}

async function loadSegment(
  session: ChipSession,
  { loadAddress: address, sizeBytes }: ImageSegment,
  data: Uint8Array,
  { signal }: RunOptions,
): Promise<void> {
  const blockBytes = ramBlockBytesFor(session.chip, session.transport);
  const blockCount = Math.ceil(sizeBytes / blockBytes);
  const begin = encodeMemBegin({ sizeBytes, blockCount, blockBytes, address });
  await session.command(opcodes.MEM_BEGIN, begin, { signal });
  for (let sequence = 0; sequence < blockCount; sequence++) {
    const block = data.subarray(sequence * blockBytes, (sequence + 1) * blockBytes);
    const checksum = payloadChecksum(block);
    await session.command(opcodes.MEM_DATA, encodeDataBlock(sequence, block), { checksum, signal });
  }
}

/** The blocks have checksums, the address has none: what is at both ends tells whether it all went where it should. */
async function expectLoaded(
  session: ChipSession,
  name: string,
  { loadAddress, sizeBytes }: ImageSegment,
  data: Uint8Array,
  run: RunOptions,
): Promise<void> {
  const words = Math.floor(sizeBytes / wordBytes);
  const ends = words === 0 ? [] : [...new Set([0, (words - 1) * wordBytes])];
  for (const at of ends) {
    const address = loadAddress + at;
    const actual = await readMemory(session, address, run);
    const expected = readWord(data, at);
    if (actual !== expected)
      throw new AppError('ram-not-loaded', {
        name,
        address: hex(address),
        actual: hex(actual),
        expected: hex(expected),
      });
  }
}

/** Not repeated: whether the program runs already, nobody knows. */
async function start(session: ChipSession, entryPoint: number, { signal }: RunOptions): Promise<boolean> {
  try {
    await session.command(opcodes.MEM_END, encodeMemEnd(entryPoint), { signal, timeoutMs: startTimeoutMs });
    return true;
  } catch (error) {
    if (toAppError(error).code === 'no-response') return false;
    throw error;
  }
}

/** The answer comes at once or never. */
const startTimeoutMs = 500;
