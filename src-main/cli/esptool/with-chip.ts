import { fillText } from '../../../src-shared/errors/app-error';
import type { PortId } from '../../../src-shared/model/port';
import type { ProgressEvent, Stage } from '../../../src-shared/model/progress';
import type { RunOptions } from '../../engine/engine-context';
import type { ChipSession } from '../../engine/loader/chip-session';
import { finish } from '../../engine/loader/finish';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { ProgressPrinter } from '../progress-printer';
import { choosePorts } from './choose-port';
import type { EsptoolConfig } from './config/esptool-config';
import { loadConfig } from './config/load-config';
import { connectRequestFor, openPortAttempts } from './connect-request';
import type { GlobalOptions } from './global-options';
import { runOnChip, type ChipLink } from './run-on-chip';
import { TraceWriter } from './trace-writer';
import { tryPorts, untilOpen } from './try-ports';
import { withTimeouts } from './tuned-session';

const words = en.esptool;

export interface ChipWork {
  readonly session: ChipSession;
  readonly printer: ProgressPrinter;
  readonly run: RunOptions;
  readonly link: ChipLink;
}

export interface ChipWorkOptions {
  readonly global: GlobalOptions;
  readonly io: CliIo;
  readonly showBytes?: boolean;
  readonly title?: (stage: Stage, segment: number | null) => string | null;
  /** The work may be done again over a slower link, when the line has failed for good. */
  readonly repeatable?: boolean;
  /** False: data is not to be compressed. */
  readonly compress?: boolean;
  /** The work itself starts something on the chip: it is left to that. */
  readonly leavesRunning?: boolean;
}

type Work = (chip: ChipWork) => Promise<void>;

/** Connects, does the work, leaves the chip as asked for, and closes the port whatever happens. */
export async function withChip(options: ChipWorkOptions, work: Work): Promise<void> {
  const trace = new TraceWriter(options.global, options.io);
  try {
    await connectAndWork(options, trace, work);
  } catch (error) {
    trace.failed(error);
    throw error;
  } finally {
    trace.close();
  }
}

async function connectAndWork(options: ChipWorkOptions, trace: TraceWriter, work: Work): Promise<void> {
  const { global, io } = options;
  const printer = new ProgressPrinter({
    out: trace.copyOf(io.out),
    clock: io.clock,
    showBytes: options.showBytes ?? true,
    title: options.title ?? (() => null),
  });
  const config = await announcedConfig(io, printer);
  if (global.stubVersion === '1') printer.line(words.oneStub);
  const ports = await choosePorts(global, io);
  const context = { clock: io.clock, compute: io.compute, trace: trace.write };
  const run: RunOptions = { signal: io.signal, onProgress: stageAnnouncer(printer) };
  const state = { connected: false };
  const workAndLeave = async (session: ChipSession, link: ChipLink): Promise<void> => {
    state.connected = true;
    await work({ session: withTimeouts(session, config.timeoutsMs), printer, run, link });
    if (options.leavesRunning === true) return;
    printer.line(words.leaving[global.after]);
    await finish(session, global.after, run);
  };
  const tryPort = async (port: PortId): Promise<void> => {
    printer.line(fillText(words.connecting, { port }));
    const chipRun = {
      openTransport: () => io.openTransport(port),
      request: await connectRequestFor(port, global, config, ports.length > 1, io),
      context,
      compress: options.compress ?? true,
      after: global.after,
      repeatable: options.repeatable ?? false,
    };
    const attempts = global.port === undefined ? 1 : openPortAttempts(config, io);
    const open = (): Promise<void> => runOnChip(chipRun, workAndLeave, run);
    await untilOpen(attempts, () => state.connected, io, open);
  };
  try {
    await tryPorts(
      ports,
      tryPort,
      () => state.connected,
      (error) => printer.line(error.message),
    );
  } finally {
    printer.end();
  }
}

async function announcedConfig(io: CliIo, printer: ProgressPrinter): Promise<EsptoolConfig> {
  const config = await loadConfig(io.host);
  if (config.fileName !== null) printer.line(fillText(en.config.loaded, { file: config.fileName }));
  for (const warning of config.warnings) io.err.write(`${warning}\n`);
  return config;
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
