import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../../../src-shared/errors/app-error';
import type { Requests } from '../../../src-shared/ipc/contract';
import type { CoreDumpInfo, CrashReport } from '../../../src-shared/model/crash';
import type { JobId } from '../../../src-shared/model/job';
import type { LineFormat, MonitorBatch, MonitorFindings, MonitorId } from '../../../src-shared/model/monitor';
import type { MonitorInfo } from '../../../src-shared/model/monitor';
import type { PortId, PortInfo } from '../../../src-shared/model/port';
import type { Clock } from '../../../src-shared/time/clock';
import type { BoardFindings } from '../../engine/board-text/findings';
import type { TransportRegistry } from '../../engine/transport/open-transport';
import type { LineState } from '../../engine/transport/transport';
import type { FileTasks } from '../../files/file-tasks';
import { Emitter } from '../emitter';
import type { ExportsFolder } from '../exports-folder';
import { ChangeTeller } from './change-teller';
import { FindingsFeed } from './findings-feed';
import { MonitorSession, type PacedFile } from './monitor-session';
import { MonitorText } from './monitor-text';
import { PortHandover } from './port-handover';
import { bytesToSend } from './bytes-to-send';

/** As many as can be kept apart on a screen, and as one computer has ports. */
const maxMonitors = 16;

export interface MonitorServiceOptions {
  readonly transports: Pick<TransportRegistry, 'open'>;
  readonly clock: Clock;
  /** Ms since 1970. */
  readonly wallClock: () => number;
  /** The texts of the monitors lie here while they are open. */
  readonly folder: string;
  readonly logsFolder: string;
  /** For what reads a whole text: searching, exporting. */
  readonly scans: FileTasks;
  readonly exports: ExportsFolder;
  /** A port as it was at the last look; null for one that is not there. */
  readonly findPort: (port: PortId) => Pick<PortInfo, 'label' | 'name'> | null;
  /** Every monitor writes its continuous log from the start. */
  readonly keepLogs: () => boolean;
}

type RequestOf<N extends keyof Requests> = Requests[N]['request'];

/** All monitors of a station, by their ids. One port has one monitor, whoever looks at it. */
export class MonitorService {
  readonly #options: MonitorServiceOptions;
  readonly #handover: PortHandover;
  readonly #sessions = new Map<MonitorId, MonitorSession>();
  /** While texts are made and ports opened for the first time. */
  readonly #opening = new Map<PortId, Promise<MonitorSession>>();
  readonly #lent = new Map<PortId, { readonly jobId: JobId; readonly title: string }>();
  readonly #changes = new Emitter<readonly MonitorInfo[]>();
  readonly #data = new Emitter<MonitorBatch>();
  readonly #findings = new Emitter<MonitorFindings>();
  readonly #teller: ChangeTeller;
  #isClosed = false;

  constructor(options: MonitorServiceOptions) {
    this.#options = options;
    this.#handover = new PortHandover(options.transports, options.clock);
    this.#teller = new ChangeTeller(options.clock, () => this.#changes.emit(this.list()));
  }

  /** Takes away what a run that died has left. */
  async clear(): Promise<void> {
    await rm(this.#options.folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** For jobs: ports that monitors get back. */
  get jobTransports(): Pick<TransportRegistry, 'open'> {
    return this.#handover;
  }

  onChanged(listener: (monitors: readonly MonitorInfo[]) => void): () => void {
    return this.#changes.on(listener);
  }

  onData(listener: (batch: MonitorBatch) => void): () => void {
    return this.#data.on(listener);
  }

  onFound(listener: (found: MonitorFindings) => void): () => void {
    return this.#findings.on(listener);
  }

  /** In the order of their opening. */
  list(): readonly MonitorInfo[] {
    return [...this.#sessions.values()].map(({ info }) => info);
  }

  /** Throws `monitor-limit` and the errors of `Transport.open`: then there is no monitor. */
  async open(request: RequestOf<'monitor:open'>): Promise<MonitorInfo> {
    const { port, baud, format } = request;
    const opened = this.#opening.get(port) ?? this.#on(port);
    if (opened !== undefined) {
      const session = await opened;
      await session.port.configure(baud, format);
      return session.info;
    }
    const opening = this.#openNew(request).finally(() => this.#opening.delete(port));
    this.#opening.set(port, opening);
    return (await opening).info;
  }

  async close(id: MonitorId): Promise<void> {
    const session = this.#session(id);
    this.#sessions.delete(id);
    await session.close();
    this.#teller.changed(0);
  }

  /** Throws `baud-unsupported`, `format-unsupported` and the errors of opening; then it is as before. */
  configure(id: MonitorId, baud: number, format: LineFormat): Promise<void> {
    return this.#session(id).port.configure(baud, format);
  }

  /** Throws `monitor-not-open`, `lines-missing`. */
  setLines(id: MonitorId, lines: LineState): Promise<void> {
    return this.#session(id).setLines(lines);
  }

  /** Throws `monitor-not-open`, `lines-missing`. */
  reset(id: MonitorId, into: 'app' | 'download'): Promise<void> {
    return this.#session(id).reset(into);
  }

  /** Throws `hex-invalid`, `monitor-not-open`, `port-stalled`. */
  async send(id: MonitorId, what: RequestOf<'monitor:send'>['what'], echo: boolean): Promise<void> {
    const session = this.#session(id);
    await session.send(bytesToSend(what), echo ? (what.type === 'text' ? what.text : what.hex) : null);
  }

  /** Resolves when all is sent. Throws `monitor-not-open`, `monitor-sending`, `port-stalled`; `cancelled` when it is stopped. */
  sendFile(id: MonitorId, file: PacedFile): Promise<void> {
    return this.#session(id).sendFile(file);
  }

  stopSending(id: MonitorId): void {
    this.#session(id).stopSending();
  }

  /** Forgets the text and what was found in it. */
  async clearText(id: MonitorId): Promise<void> {
    const { text, findings } = this.#session(id);
    await text.clear();
    findings.clear();
    this.#teller.changed(0);
  }

  async setLog(id: MonitorId, on: boolean): Promise<void> {
    const session = this.#session(id);
    await session.text.setLog(on);
    session.noteProblem(null);
  }

  /** Throws `monitor-not-found`. */
  text(id: MonitorId): MonitorText {
    return this.#session(id).text;
  }

  found(id: MonitorId): MonitorFindings {
    return { monitor: id, ...this.#session(id).findings.all() };
  }

  /** Throws `crash-not-found`. */
  crash(id: MonitorId, crashId: number): CrashReport {
    return this.#session(id).findings.crash(crashId);
  }

  /** Throws `crash-not-found`. */
  coreDump(id: MonitorId, dumpId: number): { readonly info: CoreDumpInfo; readonly bytes: Uint8Array } {
    return this.#session(id).findings.coreDump(dumpId);
  }

  /** A job is to have the port: resolves when it is free. Never rejects. */
  async lend(port: PortId, jobId: JobId, title: string): Promise<void> {
    this.#lent.set(port, { jobId, title });
    this.#handover.lend(port, () => this.#on(port)?.port.baud ?? null);
    await this.#on(port)?.port.lend(jobId, title);
  }

  /** The job is over: a monitor on the port has it again, and what the board has said since it was let run. Never rejects. */
  async giveBack(port: PortId): Promise<void> {
    this.#lent.delete(port);
    const parked = this.#handover.end(port);
    const session = this.#on(port);
    if (session === undefined) await parked?.transport.close();
    else session.port.giveBack(parked);
  }

  /** Closes every port. Idempotent. */
  async closeAll(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#opening.values());
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.close()));
    this.#teller.close();
    await this.clear();
  }

  #session(id: MonitorId): MonitorSession {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new AppError('monitor-not-found');
    return session;
  }

  #on(port: PortId): MonitorSession | undefined {
    return [...this.#sessions.values()].find((session) => session.port.link.port === port);
  }

  async #openNew({ port, baud, format, attach }: RequestOf<'monitor:open'>): Promise<MonitorSession> {
    const { transports, clock, wallClock, findPort, keepLogs } = this.#options;
    if (this.#isClosed || this.#sessions.size + this.#opening.size >= maxMonitors)
      throw new AppError('monitor-limit', { limit: maxMonitors });
    const id = randomUUID();
    const findings = new FindingsFeed({
      clock,
      wallClock,
      onFound: (found: BoardFindings) => this.#findings.emit({ monitor: id, ...found }),
    });
    const problems: AppError[] = [];
    const onError = (error: AppError): void => {
      problems.push(error);
      this.#sessions.get(id)?.noteProblem(error);
    };
    const text = await this.#openText(id, port, findings, onError);
    try {
      // A log that cannot be written is no reason not to listen.
      if (keepLogs()) await text.setLog(true).catch((error: unknown) => onError(toAppError(error)));
      const session = new MonitorSession({
        id,
        port,
        label: findPort(port)?.label ?? port,
        transport: transports.open(port),
        baud,
        format,
        attach,
        text,
        findings,
        clock,
        wallClock,
        onChanged: (withinMs) => {
          if (this.#sessions.has(id)) this.#teller.changed(withinMs);
        },
      });
      for (const problem of problems) session.noteProblem(problem);
      this.#sessions.set(id, session);
      // Nothing may come between looking and opening: a job that begins then finds the session.
      const lent = this.#lent.get(port);
      if (lent === undefined) await session.port.open();
      else session.port.openLent(lent.jobId, lent.title);
      return session;
    } catch (error) {
      const session = this.#sessions.get(id);
      this.#sessions.delete(id);
      await (session ?? text).close();
      this.#teller.changed(0);
      throw error;
    }
  }

  #openText(
    id: MonitorId,
    port: PortId,
    findings: FindingsFeed,
    onError: (error: AppError) => void,
  ): Promise<MonitorText> {
    const { clock, wallClock, folder, logsFolder, scans, exports, findPort } = this.#options;
    return MonitorText.open({
      monitor: id,
      folder: path.join(folder, id),
      logsFolder,
      name: fileNameOf(findPort(port)?.name ?? port),
      clock,
      wallClock,
      scans,
      exports,
      onBatch: (batch) => this.#data.emit(batch),
      onLines: (lines) => findings.lines(lines),
      onError,
    });
  }
}

/** What of a port's name any file system takes. */
function fileNameOf(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[-.]+/, '')
      .slice(0, 64) || 'port'
  );
}
