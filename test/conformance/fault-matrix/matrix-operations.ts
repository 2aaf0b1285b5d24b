import type { BoardInfo } from '../../../src-shared/model/board';
import type { ChipId } from '../../../src-shared/model/chip';
import { partitionTableOffset } from '../../../src-shared/model/partition-table';
import type { ChipSpec } from '../../../src-main/engine/chips/chip-spec';
import { chips } from '../../../src-main/engine/chips/registry';
import type { RunOptions } from '../../../src-main/engine/engine-context';
import type { ChipSession } from '../../../src-main/engine/loader/chip-session';
import { compareFlash } from '../../../src-main/engine/operations/compare-flash';
import { eraseFlash, eraseRegion } from '../../../src-main/engine/operations/erase-flash';
import { readFlashStatus, writeFlashStatus } from '../../../src-main/engine/operations/flash-status';
import { identify } from '../../../src-main/engine/operations/identify';
import { loadRam } from '../../../src-main/engine/operations/load-ram';
import { dumpMemory, readMemory, writeMemory } from '../../../src-main/engine/operations/memory';
import { readFlash, readFlashInBlocks } from '../../../src-main/engine/operations/read-flash';
import { readPartitionTable } from '../../../src-main/engine/operations/read-partition-table';
import { readSfdp } from '../../../src-main/engine/operations/read-sfdp';
import { readSecurityDetails } from '../../../src-main/engine/operations/security-details';
import { verifyFlash } from '../../../src-main/engine/operations/verify-flash';
import { writeFlash } from '../../../src-main/engine/operations/write-flash';
import type { SimulatedBoard } from '../../../src-main/simulator/simulated-board';
import { plan } from '../../integration/engine-setup';
import { buildImage, codeLikeBytes, patternBytes } from '../../unit/image/build-image';
import { sameBytes } from '../../unit/operations/fake-session';

export const flashSizeBytes = 0x10_0000;

/** What an operation claims to have done or found, and what is true of it. */
export interface MatrixOperation {
  readonly name: string;
  /** Where its work is in the flash. Bytes outside of it belong to somebody else. */
  readonly touches: { readonly offset: number; readonly sizeBytes: number } | null;
  /** How it ends without a fault: `success`, or the code with which it fails or refuses. */
  endsWith(chip: ChipId, loader: 'stub' | 'rom'): string;
  run(session: ChipSession, compress: null | false, run: RunOptions): Promise<unknown>;
  /** What is false about the claim, by looking at the board itself; null when it is true. */
  lie(claim: unknown, board: SimulatedBoard, undisturbed: unknown): string | null;
}

/** What is on the board before: somebody's bytes, the operations' neighbours among them. */
export const knownContents = codeLikeBytes(0x4_0000, 77);

const succeeds = (): string => 'success';
const neverOnEsp8266Rom = (chip: ChipId, loader: 'stub' | 'rom'): string =>
  chip === 'esp8266' && loader === 'rom' ? 'command-unsupported' : 'success';

const heldBy = (board: SimulatedBoard, offset: number, data: Uint8Array): boolean =>
  sameBytes(board.flash.read(offset, data.length), data);

const isBlank = (board: SimulatedBoard, offset: number, sizeBytes: number): boolean =>
  board.flash.read(offset, sizeBytes).every((byte) => byte === 0xff);

/** The claim is a finding: the same as without a disturbance, or it is false. */
const sameFinding = (claim: unknown, _: SimulatedBoard, undisturbed: unknown): string | null =>
  JSON.stringify(claim) === JSON.stringify(undisturbed) ? null : `says ${JSON.stringify(claim)}`;

/** In the first RAM that the chip's data can be in, past what a stub needs. */
function ramAddress({ memoryMap }: ChipSpec): number {
  const [start = 0] = memoryMap.find(([, , name]) => name === 'DRAM') ?? [];
  return start + 0x1_0000;
}

const memoryWord = 0x1234_5678;

/** All that a board can be asked for. `size`: with the ESP8266's ROM, where every four bytes are a command, less is enough. */
export function matrixOperations(size: 'usual' | 'small'): readonly MatrixOperation[] {
  const appBytes = size === 'usual' ? 0x9001 : 0x1041;
  const segment = { name: 'app.bin', offset: 0x1_0000, data: codeLikeBytes(appBytes, 5) };
  const touchesSegment = { offset: segment.offset, sizeBytes: Math.ceil(appBytes / 0x1000) * 0x1000 };
  const region = { offset: 0x2_0000, sizeBytes: size === 'usual' ? 0x3000 : 0x400 };
  const sectors = { ...region, sizeBytes: 0x3000 };
  const held = knownContents.slice(region.offset, region.offset + region.sizeBytes);
  const other = held.slice();
  for (const at of [5, 6, 0x300]) other[at] = (held[at] ?? 0) ^ 1;
  const readRight = (claim: unknown, board: SimulatedBoard): string | null => {
    const bytes = claim as Uint8Array;
    return bytes.length === region.sizeBytes && heldBy(board, region.offset, bytes)
      ? null
      : 'read something else';
  };
  return [
    {
      name: 'connect',
      touches: null,
      endsWith: succeeds,
      run: async (session) => session.chip.id,
      lie: sameFinding,
    },
    {
      name: 'identify',
      touches: null,
      endsWith: succeeds,
      run: async (session, _, run): Promise<Omit<BoardInfo, 'loader'>> => {
        // Which loader answers is no finding about the board: a link that has become worse does without the stub.
        const { loader, ...board } = await identify(session, run);
        return loader === session.loader ? board : Promise.reject(new Error('another loader'));
      },
      lie: sameFinding,
    },
    {
      name: 'write',
      touches: touchesSegment,
      endsWith: succeeds,
      run: (session, compress, run) => writeFlash(session, plan([segment], { compress }), run),
      lie: (claim, board) => {
        const [result] = claim as Awaited<ReturnType<typeof writeFlash>>;
        if (result?.outcome !== 'verified') return `ends as ${String(result?.outcome)}`;
        return heldBy(board, segment.offset, segment.data) ? null : 'verified, but not in the flash';
      },
    },
    {
      name: 'write plain',
      touches: touchesSegment,
      endsWith: succeeds,
      run: (session, _, run) => writeFlash(session, plan([segment], { compress: false }), run),
      lie: (_, board) =>
        heldBy(board, segment.offset, segment.data) ? null : 'written, but not in the flash',
    },
    {
      name: 'read',
      touches: null,
      endsWith: succeeds,
      run: async (session, _, run) => {
        const pieces: Uint8Array[] = [];
        await readFlash(session, { ...region, onBytes: (bytes) => pieces.push(bytes.slice()) }, run);
        return Buffer.concat(pieces);
      },
      lie: readRight,
    },
    {
      name: 'read blocks',
      touches: null,
      endsWith: succeeds,
      run: async (session, _, run) => {
        const pieces: Uint8Array[] = [];
        const onBlock = (offset: number, bytes: Uint8Array): void => {
          // Whatever is handed on must be right, even where reading fails later.
          if (!sameBytes(bytes, knownContents.slice(offset, offset + bytes.length)))
            throw new Error('a block that is not what the chip has');
          pieces.push(bytes.slice());
        };
        await readFlashInBlocks(session, { ...region, blockBytes: 0x1000, onBlock }, run);
        return Buffer.concat(pieces);
      },
      lie: readRight,
    },
    {
      name: 'verify same',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) =>
        verifyFlash(session, [{ name: 'same.bin', offset: region.offset, data: held }], {}, run),
      lie: () => null,
    },
    {
      name: 'verify other',
      touches: null,
      endsWith: () => 'verify-failed',
      run: (session, _, run) =>
        verifyFlash(session, [{ name: 'other.bin', offset: region.offset, data: other }], {}, run),
      lie: () => 'called the same, though bytes differ',
    },
    {
      name: 'compare',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) =>
        compareFlash(
          session,
          [{ name: 'other.bin', offset: region.offset, data: other }],
          { listDifferences: true },
          run,
        ),
      lie: sameFinding,
    },
    {
      name: 'erase region',
      touches: sectors,
      // Its ROM erases more than asked for: one sector more would be somebody's data.
      endsWith: neverOnEsp8266Rom,
      run: (session, _, run) => eraseRegion(session, sectors, run),
      lie: (_, board) =>
        isBlank(board, sectors.offset, sectors.sizeBytes) ? null : 'erased, but there is something',
    },
    {
      name: 'erase chip',
      touches: { offset: 0, sizeBytes: flashSizeBytes },
      endsWith: succeeds,
      run: (session, _, run) => eraseFlash(session, { verifyAll: size === 'usual' }, run),
      lie: (claim, board) => {
        const { comparedBytes } = claim as Awaited<ReturnType<typeof eraseFlash>>;
        // Where the loader cannot compare, it says so, and nothing is called verified.
        return comparedBytes === 0 || isBlank(board, 0, comparedBytes)
          ? null
          : 'erased, but there is something';
      },
    },
    {
      name: 'partition table',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) => readPartitionTable(session, partitionTableOffset, run),
      lie: sameFinding,
    },
    {
      name: 'security info',
      touches: null,
      endsWith: (chip) => (chip === 'esp8266' || chip === 'esp32' ? 'command-unsupported' : 'success'),
      run: (session, _, run) => readSecurityDetails(session, run),
      lie: sameFinding,
    },
    {
      name: 'read memory',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) => readMemory(session, session.chip.uart.dateReg, run),
      lie: sameFinding,
    },
    {
      name: 'dump memory',
      touches: null,
      endsWith: succeeds,
      run: async (session, _, run) => {
        const pieces: Uint8Array[] = [];
        const { base } = session.chip.spi;
        const onBytes = (bytes: Uint8Array): void => void pieces.push(bytes.slice());
        await dumpMemory(session, { address: base + 0x18, sizeBytes: 0x10, onBytes }, run);
        return Buffer.concat(pieces).toString('hex');
      },
      lie: sameFinding,
    },
    {
      name: 'write memory',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) =>
        writeMemory(session, { address: ramAddress(session.chip), value: memoryWord }, run),
      lie: (claim, board) => {
        const { asAsked } = claim as Awaited<ReturnType<typeof writeMemory>>;
        const isThere = board.chip.peek(ramAddress(chips[board.facts.chip])) === memoryWord;
        return !asAsked || isThere ? null : 'says that it holds what it does not';
      },
    },
    {
      name: 'read status',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) => readFlashStatus(session, { registers: 2 }, run),
      lie: sameFinding,
    },
    {
      name: 'write status',
      touches: null,
      endsWith: succeeds,
      run: (session, _, run) =>
        writeFlashStatus(session, { registers: 2, value: 0x0200, nonVolatile: true }, run),
      lie: (claim) => {
        const { after } = claim as Awaited<ReturnType<typeof writeFlashStatus>>;
        return (after & 0xff00) === 0x0200 ? null : `says ${after.toString(16)}`;
      },
    },
    {
      name: 'read SFDP',
      touches: null,
      endsWith: succeeds,
      run: async (session, _, run) => {
        const { bytes, exists } = await readSfdp(session, { address: 0, sizeBytes: 16 }, run);
        return { hex: Buffer.from(bytes).toString('hex'), exists };
      },
      lie: sameFinding,
    },
    {
      name: 'load RAM',
      touches: null,
      endsWith: (_, loader) => (loader === 'stub' ? 'ram-needs-rom' : 'success'),
      run: async (session, _, run) => {
        const { chip } = session;
        const bytes = buildImage({
          chipId: chip.imageChipId,
          loadAddress: ramAddress(chip),
          segments: [patternBytes(0x400, 3)],
        });
        return loadRam(session, { name: 'ram.bin', bytes }, run);
      },
      lie: (claim, board) => {
        // Without an answer to the last command nothing is claimed: the program may be running, or not.
        if (!(claim as Awaited<ReturnType<typeof loadRam>>).answered) return null;
        const bytes = patternBytes(0x400, 3);
        const word = new DataView(bytes.buffer).getUint32(0x3fc, true);
        const address = ramAddress(chips[board.facts.chip]) + 0x3fc;
        return board.chip.peek(address) === word ? null : 'loaded, but not in RAM';
      },
    },
  ];
}
