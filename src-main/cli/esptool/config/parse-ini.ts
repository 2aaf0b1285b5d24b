export interface IniEntry {
  /** In lower case: their case does not count. */
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface IniSection {
  readonly entries: readonly IniEntry[];
  /** Lines of the section that are no entry. */
  readonly strayLines: readonly number[];
}

/**
 * One section of an `.ini` file: `name = value` or `name: value`; `#` and `;` begin comments; lines that are indented go on
 * with the value before them. Null where there is no such section. Sections of other tools are not looked at.
 */
export function parseIniSection(text: string, section: string): IniSection | null {
  const entries: IniEntry[] = [];
  const strayLines: number[] = [];
  let found = false;
  let inside = false;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim();
    const header = /^\[([^\]]*)\]$/.exec(line);
    if (header !== null) {
      inside = header[1] === section;
      found ||= inside;
    } else if (inside && line !== '' && !/^[#;]/.test(line)) {
      const entry = parseEntry(line, index + 1);
      const former = entries.at(-1);
      if (/^\s/.test(raw) && former !== undefined)
        entries[entries.length - 1] = { ...former, value: `${former.value}${line}` };
      else if (entry === null) strayLines.push(index + 1);
      else entries.push(entry);
    }
  }
  return found ? { entries, strayLines } : null;
}

function parseEntry(text: string, line: number): IniEntry | null {
  const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(text) ?? [];
  return key === undefined || value === undefined ? null : { key: key.toLowerCase(), value, line };
}
