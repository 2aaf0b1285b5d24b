import { logLine } from './log-line';

/** A log of the kind `I (123) tag: text`, with ms since the start. */
export class FirmwareLog {
  readonly lines: string[] = [];
  #ms = 24;

  add(level: 'I' | 'W' | 'E', tag: string, text: string): void {
    this.lines.push(logLine(level, this.#ms, tag, text));
    this.#ms += 5;
  }

  plain(text: string): void {
    this.lines.push(text);
  }
}
