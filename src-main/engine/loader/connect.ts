import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import type { NoticeCode } from '../../../src-shared/model/progress';
import type { EngineContext, RunOptions } from '../engine-context';
import type { ConnectRequest } from '../requests';
import type { Transport } from '../transport/transport';
import { canChangeBaud, changeBaud } from './change-baud';
import type { ChipSession } from './chip-session';
import { CommandChannel, throwIfAborted } from './command-channel';
import { detectChip } from './detect-chip';
import { enterLoader } from './enter-loader';
import { FrameLink } from './frame-link';
import { LoaderSession } from './loader-session';
import { openPort } from './open-port';
import { probeLoader } from './probe-loader';
import { romBaud } from './rom-baud';
import { findStub, uploadStub } from './upload-stub';
import { disableWatchdogs } from './watchdogs';

/**
 * Opens the port at 115200 baud, brings the chip into its loader, tells which chip it is, starts the stub and changes the rate.
 * Whatever fails, the port is closed again; once the session is there, whoever has it closes it.
 * Errors: those of `Transport.open`, `connect-*`, `chip-unknown`, `chip-mismatch`, `stub-failed`, `cancelled`, `port-lost`.
 */
export async function connect(
  transport: Transport,
  request: ConnectRequest,
  context: EngineContext,
  run: RunOptions = {},
): Promise<ChipSession> {
  let session: LoaderSession | null = null;
  try {
    throwIfAborted(run.signal);
    run.onProgress?.({ type: 'stage', stage: 'connect' });
    await openPort(transport, romBaud, context.clock, run.signal);
    const channel = new CommandChannel(new FrameLink(transport, context), romBaud);
    session = await establish(channel, request, run);
    return session;
  } catch (error) {
    throw toAppError(error);
  } finally {
    if (session === null) await transport.close();
  }
}

async function establish(
  channel: CommandChannel,
  request: ConnectRequest,
  run: RunOptions,
): Promise<LoaderSession> {
  const session = await startLoader(channel, request, run);
  if (request.baud === romBaud) return session;
  const context = { baud: request.baud, actual: romBaud };
  if (!canChangeBaud(session)) {
    notice(run, 'baud-not-changed', context);
    return session;
  }
  try {
    await changeBaud(session, request.baud, run.signal);
    notice(run, 'baud-changed', { baud: request.baud });
    return session;
  } catch (error) {
    notice(run, 'baud-not-changed', context);
    return await recover(session, request, run, toAppError(error));
  }
}

/** A loader that refused still listens at the old rate; one that is not understood any more needs a reset. */
async function recover(
  session: LoaderSession,
  request: ConnectRequest,
  run: RunOptions,
  error: AppError,
): Promise<LoaderSession> {
  const { channel, transport } = session;
  if (error.code === 'command-refused') return session;
  const resets = request.before === 'default-reset' || request.before === 'usb-reset';
  const deaf = ['no-response', 'bad-response', 'baud-unsupported'].includes(error.code);
  if (!deaf || !resets || !session.canReset) throw error;
  channel.baud = romBaud;
  await transport.setBaud(romBaud);
  return startLoader(channel, request, run);
}

async function startLoader(
  channel: CommandChannel,
  request: ConnectRequest,
  run: RunOptions,
): Promise<LoaderSession> {
  const { signal } = run;
  const synced =
    request.before === 'no-reset-no-sync'
      ? await probeLoader(channel, signal)
      : await enterLoader(channel, request, run);
  const { chip, secureDownload } = await detectChip(channel, synced, request.chip, signal);
  notice(run, 'chip-detected', { chip: chip.name });
  const session = new LoaderSession(channel, { chip, loader: synced.loader, secureDownload });
  if (secureDownload) notice(run, 'secure-download', { chip: chip.name });
  if (session.loader === 'stub') {
    notice(run, 'stub-already-running', { chip: chip.name });
    return session;
  }
  await disableWatchdogs(session, signal);
  return request.useStub && !secureDownload ? startStub(session, run) : session;
}

async function startStub(session: LoaderSession, run: RunOptions): Promise<LoaderSession> {
  const context = { chip: session.chip.name };
  const stub = await findStub(session, run.signal);
  if (stub === null) {
    notice(run, 'no-stub-for-chip', context);
    return session;
  }
  run.onProgress?.({ type: 'stage', stage: 'stub' });
  const started = await uploadStub(session, stub, run.signal);
  notice(run, 'stub-running', context);
  return started;
}

function notice(
  { onProgress }: RunOptions,
  code: NoticeCode,
  context: Record<string, string | number>,
): void {
  onProgress?.({ type: 'notice', code, context });
}
