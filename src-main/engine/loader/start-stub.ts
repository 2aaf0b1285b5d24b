import { AppError } from '../../../src-shared/errors/app-error';
import type { AbortSignalLike } from '../../../src-shared/time/clock';
import type { RunOptions } from '../engine-context';
import { LoaderSession } from './loader-session';
import { repeatOnLineFault } from './repeat-on-line-fault';
import { syncOnce } from './sync';
import { findStub, uploadStub } from './upload-stub';

const attempts = 2;
/** Whoever runs now is asked this often who it is. */
const questions = 3;
const quietMs = 100;
const quietLimitMs = 500;

export interface StartStubOptions {
  /** The chip boots signed code only: a stub that does not greet need not be tried again. */
  readonly secureBoot: boolean;
  /** Resets the chip into its ROM loader; null where nothing reaches its reset. */
  readonly restart: (() => Promise<LoaderSession>) | null;
}

/**
 * Starts the stub that this chip has, and gives back the session with whoever answers in the end: the stub, or the ROM with a
 * notice where there is none or the chip does not run it. The session that is passed in is over. `stub-failed` where nobody answers any more and no reset helps.
 * @source esp-idf issue 10788: with secure boot on, the ROM of an ESP32-S3 takes the stub and says nothing to MEM_END
 */
export async function startStub(
  session: LoaderSession,
  { secureBoot, restart }: StartStubOptions,
  run: RunOptions,
): Promise<LoaderSession> {
  let rom = session;
  let refused = secureBoot;
  const context = { chip: session.chip.name };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    // Each time anew: the revision that the choice depends on may have been misread.
    const stub = await repeatOnLineFault(rom, () => findStub(rom, run.signal), run);
    if (stub === null) {
      run.onProgress?.({ type: 'notice', code: 'no-stub-for-chip', context });
      return rom;
    }
    if (attempt === 1) run.onProgress?.({ type: 'stage', stage: 'stub' });
    const start = await uploadStub(rom, stub, run);
    if (start === 'running') return withStub(rom);
    if (start === 'refused') refused = true;
    const present = await whoIsThere(rom, run.signal);
    // Only its greeting was lost.
    if (present === 'stub') return withStub(rom);
    if (present === null) {
      if (restart === null) throw new AppError('stub-failed');
      rom = await restart();
      if (rom.loader === 'stub') return rom;
    }
    if (secureBoot) break;
  }
  const code = refused ? 'stub-refused' : 'link-without-stub';
  run.onProgress?.({ type: 'notice', code, context });
  return rom;
}

function withStub({ channel, chip, hardReset }: LoaderSession): LoaderSession {
  channel.statusBytes = 2;
  return new LoaderSession(channel, { chip, loader: 'stub', secureDownload: false, hardReset });
}

async function whoIsThere(
  { channel }: LoaderSession,
  signal?: AbortSignalLike,
): Promise<'rom' | 'stub' | null> {
  channel.link.clear();
  await channel.link.drain(quietMs, quietLimitMs, signal);
  for (let question = 0; question < questions; question++) {
    const synced = await syncOnce(channel, signal);
    if (synced !== null) return synced.loader;
  }
  return null;
}
