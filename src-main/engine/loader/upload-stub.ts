import { toAppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import { isStubGreeting } from '../protocol/answers';
import { encodeDataBlock, encodeMemBegin, encodeMemEnd } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { decodeResponse, payloadChecksum } from '../protocol/packet';
import { failureCode } from '../protocol/status-codes';
import { timeouts } from '../protocol/timeouts';
import type { RunOptions } from '../engine-context';
import { ramBlockBytesFor } from './block-sizes';
import { hasQuirk } from './command-support';
import type { LoaderSession } from './loader-session';
import { readP4Revision } from './p4-revision';
import { lineFaults, repeatOnLineFault } from './repeat-on-line-fault';
import { stubImage, type StubImage, type StubSegment } from './stub-images';

/** First revision of the ESP32-P4 with the present memory layout, as major × 100 + minor. */
const firstPresentP4Revision = 300;

/** `refused`: the ROM answers, and says no. `silent`: whoever runs now has not greeted. */
export type StubStart = 'running' | 'refused' | 'silent';

/** The stub for this chip and revision, null where none exists. */
export async function findStub(session: LoaderSession, signal?: AbortSignalLike): Promise<StubImage | null> {
  const { chip } = session;
  if (chip.stub === null) return null;
  if (!hasQuirk(chip, 'stub-by-revision')) return stubImage(chip.stub);
  const early = (await readP4Revision(session, signal)) < firstPresentP4Revision;
  return stubImage(early ? `${chip.stub}-rev1` : chip.stub);
}

/** Puts the stub into RAM and starts it once; a disturbed line is no reason to give a segment up. */
export async function uploadStub(
  session: LoaderSession,
  stub: StubImage,
  run: RunOptions,
): Promise<StubStart> {
  try {
    for (const segment of stub.segments)
      await repeatOnLineFault(session, () => uploadSegment(session, segment, run.signal), run);
  } catch (error) {
    const { code } = toAppError(error);
    if (code === 'command-refused') return 'refused';
    if (lineFaults.includes(code)) return 'silent';
    throw error;
  }
  return start(session, stub.entryPoint, run.signal);
}

async function uploadSegment(
  session: LoaderSession,
  { address, bytes }: StubSegment,
  signal?: AbortSignalLike,
): Promise<void> {
  const blockBytes = ramBlockBytesFor(session.chip, session.transport);
  const blockCount = Math.ceil(bytes.length / blockBytes);
  const begin = encodeMemBegin({ sizeBytes: bytes.length, blockCount, blockBytes, address });
  await session.command(opcodes.MEM_BEGIN, begin, { signal });
  for (let sequence = 0; sequence < blockCount; sequence++) {
    const block = bytes.subarray(sequence * blockBytes, (sequence + 1) * blockBytes);
    const checksum = payloadChecksum(block);
    await session.command(opcodes.MEM_DATA, encodeDataBlock(sequence, block), { checksum, signal });
  }
}

/** MEM_END is answered by the ROM or not at all, as it jumps away; what counts is the greeting. */
async function start(
  session: LoaderSession,
  entryPoint: number,
  signal?: AbortSignalLike,
): Promise<StubStart> {
  const { channel } = session;
  const { clock } = session.context;
  return channel.exclusively(async () => {
    await channel.send(opcodes.MEM_END, encodeMemEnd(entryPoint), { signal });
    const endsAt = clock.now() + timeouts.stubStartMs;
    for (;;) {
      const leftMs = endsAt - clock.now();
      const frame = leftMs < 0 ? null : await channel.link.receive(leftMs, signal);
      if (frame === null) return 'silent';
      if (isStubGreeting(frame)) return 'running';
      const response = decodeResponse(frame, channel.statusBytes);
      if (response !== null && failureCode(response.status) !== null) return 'refused';
    }
  });
}
