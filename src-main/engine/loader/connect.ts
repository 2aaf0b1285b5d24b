import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import type { NoticeCode } from '../../../src-shared/model/progress';
import type { EngineContext, RunOptions } from '../engine-context';
import type { ConnectRequest } from '../requests';
import type { Transport } from '../transport/transport';
import { canChangeBaud, changeBaud } from './change-baud';
import type { ChipSession } from './chip-session';
import { CommandChannel, throwIfAborted } from './command-channel';
import { DeadlineTransport } from './deadline-transport';
import { detectChip } from './detect-chip';
import { enterLoader, wantsReset } from './enter-loader';
import { FrameLink } from './frame-link';
import { LoaderSession } from './loader-session';
import { openPort } from './open-port';
import { powerFlash } from './power-flash';
import { probeLoader } from './probe-loader';
import { reopen } from './reopen';
import { repeatOnLineFault } from './repeat-on-line-fault';
import { romBaud } from './rom-baud';
import { startStub } from './start-stub';
import { disableWatchdogs } from './watchdogs';

/** One frame that is lost while the rate changes must not cost the rate. */
const rateAttempts = 2;

/**
 * Opens the port at 115200 baud, brings the chip into its loader, tells which chip it is, starts the stub and changes the rate.
 * Whatever fails, the port is closed again; once the session is there, whoever has it closes it. Where the chip does not run
 * the stub or does not bear the rate, the session is one with its ROM, or at 115200 baud, and a notice says so.
 * Errors: those of `Transport.open`, `connect-*`, `chip-unknown`, `chip-mismatch`, `stub-failed`, `no-response`,
 * `port-stalled`, `port-lost`, `cancelled`.
 */
export function connect(
  transport: Transport,
  request: ConnectRequest,
  context: EngineContext,
  run: RunOptions = {},
): Promise<ChipSession> {
  const guarded = new DeadlineTransport(transport, context.clock);
  const { clock } = context;
  return connectBy(
    guarded,
    () => openPort(guarded, romBaud, { clock, signal: run.signal }),
    request,
    context,
    run,
  );
}

/** As `connect`, for a device that went away: waits until it is back, under whatever name. */
export function connectAgain(
  transport: Transport,
  request: ConnectRequest,
  context: EngineContext,
  run: RunOptions & { readonly withinMs: number },
): Promise<ChipSession> {
  const guarded = new DeadlineTransport(transport, context.clock);
  const { clock } = context;
  const back = (): Promise<void> => reopen(guarded, romBaud, { ...run, clock, announce: true });
  return connectBy(guarded, back, request, context, run);
}

async function connectBy(
  transport: Transport,
  open: () => Promise<void>,
  request: ConnectRequest,
  context: EngineContext,
  run: RunOptions,
): Promise<ChipSession> {
  let session: LoaderSession | null = null;
  let link: FrameLink | null = null;
  try {
    throwIfAborted(run.signal);
    run.onProgress?.({ type: 'stage', stage: 'connect' });
    await open();
    link = new FrameLink(transport, context);
    session = await establish(new CommandChannel(link, romBaud), request, run);
    return session;
  } catch (error) {
    throw toAppError(error);
  } finally {
    if (session === null) {
      link?.detach();
      await transport.close();
    }
  }
}

async function establish(
  channel: CommandChannel,
  request: ConnectRequest,
  run: RunOptions,
): Promise<LoaderSession> {
  const context = { baud: request.baud, actual: romBaud };
  for (let attempt = 1; ; attempt++) {
    const session = await startSurely(channel, request, run);
    if (request.baud === romBaud) return session;
    if (attempt > rateAttempts || !canChangeBaud(session)) {
      notice(run, 'baud-not-changed', context);
      return session;
    }
    try {
      await changeBaud(session, request.baud, run.signal);
      notice(run, 'baud-changed', { baud: request.baud });
      return session;
    } catch (thrown) {
      const error = toAppError(thrown);
      // A loader that refused still listens at the old rate; one that is not understood any more needs a reset.
      if (error.code === 'command-refused') {
        notice(run, 'baud-not-changed', context);
        return session;
      }
      if (!isDeaf(error) || !canRestart(channel, request)) throw error;
      // What the driver cannot do, it cannot do the next time either.
      if (error.code === 'baud-unsupported') attempt = rateAttempts;
      channel.baud = romBaud;
      await session.transport.setBaud(romBaud);
    }
  }
}

/** A chip that falls silent or restarts while it is being identified is brought into its loader once more. */
async function startSurely(
  channel: CommandChannel,
  request: ConnectRequest,
  run: RunOptions,
): Promise<LoaderSession> {
  try {
    return await startLoader(channel, request, run);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!isDeaf(error) || !canRestart(channel, request)) throw error;
    return startLoader(channel, request, run);
  }
}

function isDeaf({ code }: AppError): boolean {
  return ['no-response', 'bad-response', 'baud-unsupported', 'chip-restarted'].includes(code);
}

function canRestart({ link }: CommandChannel, request: ConnectRequest): boolean {
  return wantsReset(request) && link.transport.features.lines;
}

async function startLoader(
  channel: CommandChannel,
  request: ConnectRequest,
  run: RunOptions,
): Promise<LoaderSession> {
  const { session, secureBoot } = await startRom(channel, request, run);
  if (session.loader === 'stub' || !request.useStub || session.secureDownload) return session;
  const again = async (): Promise<LoaderSession> => (await startRom(channel, request, run)).session;
  const restart = canRestart(channel, request) ? again : null;
  const started = await startStub(session, { secureBoot, restart }, run);
  if (started.loader === 'stub') notice(run, 'stub-running', { chip: started.chip.name });
  return started;
}

/** The session with the loader that is there: the ROM, made ready for work, or a stub that somebody has left running. */
async function startRom(
  channel: CommandChannel,
  request: ConnectRequest,
  run: RunOptions,
): Promise<{ session: LoaderSession; secureBoot: boolean }> {
  const { signal } = run;
  const synced =
    request.before === 'no-reset-no-sync'
      ? await probeLoader(channel, signal)
      : await enterLoader(channel, request, run);
  const { chip, secureDownload, secureBoot } = await detectChip(channel, synced, request.chip, signal);
  notice(run, 'chip-detected', { chip: chip.name });
  const { loader } = synced;
  const hardReset = request.customHardReset;
  const session = new LoaderSession(channel, { chip, loader, secureDownload, hardReset });
  if (secureDownload) notice(run, 'secure-download', { chip: chip.name });
  if (session.loader === 'stub') {
    notice(run, 'stub-already-running', { chip: chip.name });
  } else if (!secureDownload) {
    await repeatOnLineFault(session, () => disableWatchdogs(session, signal), run);
    await repeatOnLineFault(session, () => powerFlash(session, signal), run);
  }
  return { session, secureBoot };
}

function notice(
  { onProgress }: RunOptions,
  code: NoticeCode,
  context: Record<string, string | number>,
): void {
  onProgress?.({ type: 'notice', code, context });
}
