import path from 'node:path';
import { AppError, fillText, toAppError } from '../../../src-shared/errors/app-error';
import {
  format8N1,
  type MonitorInfo,
  type MonitorLine,
  type MonitorMark,
} from '../../../src-shared/model/monitor';
import type { PortId } from '../../../src-shared/model/port';
import { formatHexText } from '../../../src-shared/monitor/hex-text';
import { stripEscapes } from '../../../src-shared/monitor/strip-escapes';
import { localFileTime } from '../../files/monitor/local-time';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { HexScreen, RawScreen, type ByteScreen } from './byte-screen';
import { Explainer } from './explainer';
import { KeyReader, LineEndChanger, type KeyAction } from './key-reader';
import { LineScreen } from './line-screen';
import { LogFile } from './log-file';
import type { MonitorRequest } from './monitor-request';
import type { MonitorServices } from './monitor-services';
import { Notes } from './notes';
import { TextFeed } from './text-feed';

const words = en.monitor;

export interface TerminalMonitorOptions {
  readonly port: PortId;
  readonly request: MonitorRequest;
  readonly io: CliIo;
  readonly services: MonitorServices;
}

/** One monitor at the terminal: what the board says goes out, what is typed goes to the board, until somebody ends it. */
export class TerminalMonitor {
  readonly #options: TerminalMonitorOptions;
  readonly #notes: Notes;
  readonly #lines: LineScreen;
  /** Null: lines are shown. */
  readonly #bytes: ByteScreen | null;
  #log: LogFile | null = null;
  /** Keys, one after the other. */
  #acting: Promise<void> = Promise.resolve();
  #end: () => void = () => undefined;
  #seen = false;

  /** Throws `pattern-invalid`. */
  constructor(options: TerminalMonitorOptions) {
    const { io, request } = options;
    const { out, err, clock } = io;
    const { filter, timestamps, show } = request;
    this.#options = options;
    this.#lines = new LineScreen({ out, clock, filter, timestamps, startedAtMs: io.wallClock() });
    this.#bytes = show === 'lines' ? null : show === 'hex' ? new HexScreen(out, clock) : new RawScreen(out);
    this.#notes = new Notes(err, {
      before: () => this.#lines.makeWay(),
      after: () => this.#lines.comeBack(),
    });
  }

  /** Resolves when it is over. Throws the errors of opening and of ELF files, `file-not-written`, `text-not-seen`. */
  async run(): Promise<void> {
    const { port, request, services } = this.#options;
    const elfs: string[] = [];
    for (const file of request.elfs) elfs.push(await this.#addElf(file));
    if (request.logFile !== null) await this.#openLog(request.logFile);
    try {
      const { baud, attach } = request;
      const info = await services.monitors.open({ port, baud, format: format8N1, attach });
      await this.#listen(info, elfs);
    } finally {
      await this.#log?.close();
    }
  }

  async #addElf(file: string): Promise<string> {
    const { io, services } = this.#options;
    const whole = path.resolve(io.host.workingFolder, file);
    return (await services.crashes.learning.given({ type: 'path', path: whole })).id;
  }

  async #listen(info: MonitorInfo, elfs: readonly string[]): Promise<void> {
    const { io, services, request } = this.#options;
    const { monitors, crashes } = services;
    const { id, label: port, baud } = info;
    const isOver = this.#whenOver();
    const explainer = new Explainer({
      ...{ monitor: id, monitors, decoding: crashes.decoding, elfs, notes: this.#notes },
    });
    const feed = new TextFeed({
      text: monitors.text(id),
      onLine: (line) => this.#line(line),
      onOpen: (open) => this.#open(open),
      onBytes: this.#bytes === null ? undefined : (bytes) => this.#bytes?.bytes(bytes),
      onError: (error) => this.#complain(error),
    });
    const ends = [
      monitors.onData((batch) => feed.batch(batch)),
      monitors.onFound((found) => explainer.found(found)),
    ];
    this.#notes.say(fillText(io.input.isTerminal ? words.opened : words.openedPlain, { port, baud }));
    try {
      await this.#setUp(info);
      ends.push(this.#readInput(id, feed));
      await isOver;
    } finally {
      io.input.setRaw(false);
      for (const end of ends) end();
    }
    await this.#acting;
    feed.resume();
    await feed.settled();
    await explainer.settled();
    this.#lines.close();
    this.#bytes?.close();
    this.#notes.say(words.closed);
    if (request.exitOn !== null && request.exitAfterMs !== null && !this.#seen && !io.signal.aborted)
      throw new AppError('text-not-seen', { text: request.exitOn, seconds: request.exitAfterMs / 1000 });
  }

  /** As it was asked for: the board is let go only now, so that its first line is there. */
  async #setUp({ id, hasLines }: MonitorInfo): Promise<void> {
    const { monitors } = this.#options.services;
    const { attach, dtr, rts } = this.#options.request;
    if (!attach && hasLines) await monitors.reset(id, 'app');
    if (dtr !== null || rts !== null)
      await monitors.setLines(id, { ...(dtr === null ? {} : { dtr }), ...(rts === null ? {} : { rts }) });
  }

  /** Ctrl-], Ctrl-C, the time, or the text that was waited for. */
  #whenOver(): Promise<void> {
    const { io, request } = this.#options;
    return new Promise((resolve) => {
      const cancelTimer =
        request.exitAfterMs === null ? null : io.clock.schedule(request.exitAfterMs, () => this.#end());
      this.#end = () => {
        cancelTimer?.();
        io.signal.removeEventListener('abort', this.#end);
        resolve();
      };
      io.signal.addEventListener('abort', this.#end);
      if (io.signal.aborted) this.#end();
    });
  }

  #readInput(id: string, feed: TextFeed): () => void {
    const { io, request } = this.#options;
    const { input } = io;
    const act = (action: KeyAction): void => {
      this.#acting = this.#acting
        .then(() => this.#act(id, feed, action))
        .catch((error: unknown) => this.#complain(error));
    };
    if (input.isTerminal) {
      const keys = new KeyReader(request.eol);
      input.setRaw(true);
      return input.read((bytes) => {
        for (const action of keys.read(bytes)) act(action);
      });
    }
    const ends = new LineEndChanger(request.eol);
    return input.read((bytes) => act({ type: 'send', bytes: ends.change(bytes) }));
  }

  async #act(id: string, feed: TextFeed, action: KeyAction): Promise<void> {
    const { monitors } = this.#options.services;
    switch (action.type) {
      case 'send':
        if (action.bytes.length > 0)
          await monitors.send(id, { type: 'hex', hex: formatHexText(action.bytes) }, false);
        return;
      case 'reset':
        return monitors.reset(id, action.into);
      case 'help':
        this.#notes.say(...words.help);
        return;
      case 'log':
        return this.#toggleLog();
      case 'pause':
        this.#notes.say(feed.isPaused ? words.goesOn : words.paused);
        if (feed.isPaused) feed.resume();
        else feed.pause();
        return;
      case 'exit':
        this.#end();
    }
  }

  async #toggleLog(): Promise<void> {
    const { port, io, request } = this.#options;
    const log = this.#log;
    this.#log = null;
    await log?.close();
    const name = `${path.basename(port.replace(/[?].*$/, ''))}-${localFileTime(io.wallClock())}.log`;
    if (log === null) await this.#openLog(request.logFile ?? name);
    else this.#notes.say(words.logOff);
  }

  async #openLog(file: string): Promise<void> {
    const whole = path.resolve(this.#options.io.host.workingFolder, file);
    this.#log = await LogFile.open(whole, (error) => this.#complain(error));
    this.#notes.say(fillText(words.logOn, { file }));
  }

  #line(line: MonitorLine): void {
    this.#log?.line(line);
    if (line.mark !== undefined) this.#mark(line.mark);
    if (this.#bytes === null) this.#lines.line(line);
    if (line.kind === 'received') this.#lookFor(line.text);
  }

  #open(open: { readonly text: string; readonly atMs: number } | null): void {
    if (this.#bytes === null) this.#lines.open(open);
    if (open !== null) this.#lookFor(open.text);
  }

  #lookFor(text: string): void {
    const { exitOn } = this.#options.request;
    if (exitOn === null || this.#seen || !stripEscapes(text).includes(exitOn)) return;
    this.#seen = true;
    this.#end();
  }

  #mark(mark: MonitorMark): void {
    if (mark.type === 'lost') this.#notes.say(words.lost);
    else if (mark.type === 'back')
      this.#notes.say(fillText(words.back, { seconds: (mark.awayMs / 1000).toFixed(1) }));
    else if (mark.type === 'reset')
      this.#notes.say(mark.into === 'app' ? words.reset : words.resetToDownload);
  }

  #complain(error: unknown): void {
    const { message, help } = toAppError(error);
    this.#notes.say(fillText(words.failed, { message, help }));
  }
}
