/** A log of the kind `I (123) tag: text`, with ms since the start. */
export class FirmwareLog {
  readonly lines: string[] = [];
  #ms = 24;

  add(level: 'I' | 'W' | 'E', tag: string, text: string): void {
    const colour = { I: '32', W: '33', E: '31' }[level];
    this.lines.push(`\u001b[0;${colour}m${level} (${this.#ms}) ${tag}: ${text}\u001b[0m`);
    this.#ms += 5;
  }

  plain(text: string): void {
    this.lines.push(text);
  }
}
