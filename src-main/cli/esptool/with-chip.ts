import { AppError, fillText } from '../../../src-shared/errors/app-error';
import type { ProgressEvent, Stage } from '../../../src-shared/model/progress';
import type { RunOptions } from '../../engine/engine-context';
import type { ChipSession } from '../../engine/loader/chip-session';
import { connect } from '../../engine/loader/connect';
import { finish } from '../../engine/loader/finish';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { ProgressPrinter } from '../progress-printer';
import { choosePort } from './choose-port';
import type { GlobalOptions } from './global-options';
import { traceWriter } from './trace-writer';

const words = en.esptool;
/** A board that was given up gets this long to be reset on the way out. */
const releaseTimeoutMs = 2000;

export interface ChipWork {
  readonly session: ChipSession;
  readonly printer: ProgressPrinter;
  readonly run: RunOptions;
}

export interface ChipWorkOptions {
  readonly global: GlobalOptions;
  readonly io: CliIo;
  readonly showBytes?: boolean;
  readonly title?: (stage: Stage, segment: number | null) => string | null;
}

/** Connects, does the work, leaves the chip as asked for, and closes the port whatever happens. */
export async function withChip(
  options: ChipWorkOptions,
  work: (chip: ChipWork) => Promise<void>,
): Promise<void> {
  const { global, io } = options;
  const printer = new ProgressPrinter({
    out: io.out,
    clock: io.clock,
    showBytes: options.showBytes ?? true,
    title: options.title ?? (() => null),
  });
  const run: RunOptions = { signal: io.signal, onProgress: stageAnnouncer(printer) };
  const session = await openChip(global, io, printer, run);
  try {
    await work({ session, printer, run });
    printer.line(words.leaving[global.after]);
    await finish(session, global.after, run);
  } catch (error) {
    printer.end();
    await release(session, global, io);
    throw error;
  } finally {
    await session.close();
  }
}

async function openChip(
  global: GlobalOptions,
  io: CliIo,
  printer: ProgressPrinter,
  run: RunOptions,
): Promise<ChipSession> {
  const port = await choosePort(global, io);
  printer.line(fillText(words.connecting, { port }));
  const request = {
    chip: global.chip,
    baud: global.baud,
    useStub: global.stub,
    before: global.before,
    attempts: global.connectAttempts,
  };
  const trace = global.trace === true ? traceWriter(io) : () => undefined;
  const context = { clock: io.clock, compute: io.compute, trace };
  return connect(io.openTransport(port), request, context, run);
}

/** Steps that have no bytes to count, or none at first, are told when they begin. */
function stageAnnouncer(printer: ProgressPrinter): (event: ProgressEvent) => void {
  const announcements: Partial<Record<Stage, string>> = {
    stub: words.uploadingStub,
    erase: words.erasing,
    verify: words.comparing,
  };
  return (event) => {
    printer.onProgress(event);
    if (event.type !== 'stage') return;
    const announcement = announcements[event.stage];
    if (announcement !== undefined) printer.line(announcement);
  };
}

/** After a failure the board runs what it has, without hiding what went wrong. */
async function release(session: ChipSession, { after }: GlobalOptions, io: CliIo): Promise<void> {
  if (after !== 'hard-reset') return;
  const deadline = new AbortController();
  const cancel = io.clock.schedule(releaseTimeoutMs, () => deadline.abort(new AppError('cancelled')));
  try {
    await finish(session, after, { signal: deadline.signal });
  } catch {
    // The link is gone or the loader is deaf: there is nothing left to be reset through.
  } finally {
    cancel();
  }
}
