import { closeSync, openSync, writeSync } from 'node:fs';
import { fillText } from '../../../src-shared/errors/app-error';
import type { CliHost } from '../cli-io';
import { en } from '../locales/en';
import { orFail } from './output-file';

/** A trace for a bug report. Written line by line, so that what led to a crash is in it. Throws `file-not-written`. */
export class TraceFile {
  readonly #path: string;
  #descriptor: number | null;

  constructor(path: string, { description, commandLine }: CliHost, version: string) {
    this.#path = path;
    this.#descriptor = orFail(path, () => openSync(path, 'w'));
    const command = commandLine.map((word) => (/\s|^$/.test(word) ? JSON.stringify(word) : word)).join(' ');
    for (const line of en.trace.header) this.line(fillText(line, { version, system: description, command }));
  }

  line(text: string): void {
    const descriptor = this.#descriptor;
    if (descriptor !== null) orFail(this.#path, () => writeSync(descriptor, `${text}\n`));
  }

  /** Idempotent. */
  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
