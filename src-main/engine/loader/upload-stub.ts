import { AppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import { isStubGreeting } from '../protocol/answers';
import { encodeDataBlock, encodeMemBegin, encodeMemEnd } from '../protocol/commands';
import { opcodes } from '../protocol/opcodes';
import { decodeResponse, payloadChecksum } from '../protocol/packet';
import { failureCode, statusReason } from '../protocol/status-codes';
import { timeouts } from '../protocol/timeouts';
import { ramBlockBytesFor } from './block-sizes';
import { hasQuirk } from './command-support';
import { LoaderSession } from './loader-session';
import { stubImage, type StubImage, type StubSegment } from './stub-images';

/** First revision of the ESP32-P4 with the present memory layout, as major × 100 + minor. */
const firstPresentP4Revision = 300;

/** The stub for this chip and revision, null where none exists. */
export async function findStub(session: LoaderSession, signal?: AbortSignalLike): Promise<StubImage | null> {
  const { chip } = session;
  if (chip.stub === null) return null;
  if (!hasQuirk(chip, 'stub-by-revision')) return stubImage(chip.stub);
  const early = (await readP4Revision(session, signal)) < firstPresentP4Revision;
  return stubImage(early ? `${chip.stub}-rev1` : chip.stub);
}

/** Word 2 of eFuse block 1: minor in bits 3:0, major in bits 5:4 with its highest bit at 23. @source golden/efuse/esp32p4 */
async function readP4Revision(session: LoaderSession, signal?: AbortSignalLike): Promise<number> {
  const block1 = session.chip.efuse?.block1;
  if (block1 === undefined || block1 === null)
    throw new AppError('internal', { reason: `no eFuse block 1 on the ${session.chip.name}` });
  const word = await session.readRegister(block1 + 8, signal);
  const major = (((word >>> 23) & 1) << 2) | ((word >>> 4) & 3);
  return major * 100 + (word & 0xf);
}

/** Puts the stub into RAM and starts it. Returns the session with it; the one with the ROM is over. */
export async function uploadStub(
  session: LoaderSession,
  stub: StubImage,
  signal?: AbortSignalLike,
): Promise<LoaderSession> {
  for (const segment of stub.segments) await uploadSegment(session, segment, signal);
  await start(session, stub.entryPoint, signal);
  session.channel.statusBytes = 2;
  return new LoaderSession(session.channel, { chip: session.chip, loader: 'stub', secureDownload: false });
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
async function start(session: LoaderSession, entryPoint: number, signal?: AbortSignalLike): Promise<void> {
  const { channel } = session;
  const { clock } = session.context;
  await channel.exclusively(async () => {
    await channel.send(opcodes.MEM_END, encodeMemEnd(entryPoint), { signal });
    const endsAt = clock.now() + timeouts.stubStartMs;
    for (;;) {
      const frame = await channel.link.receive(Math.max(0, endsAt - clock.now()), signal);
      if (frame === null) throw new AppError('stub-failed');
      if (isStubGreeting(frame)) return;
      const response = decodeResponse(frame, channel.statusBytes);
      const failure = response === null ? null : failureCode(response.status);
      if (failure !== null) throw new AppError('stub-failed', { reason: statusReason(failure) });
    }
  });
}
