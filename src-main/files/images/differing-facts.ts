import type { FileComparison } from '../../../src-shared/model/file-report';
import type { NamedReport } from './inspect-file';

type Facts = FileComparison['facts'];

const mostFacts = 200;
/** Longer values say no more to a reader. */
const longestValue = 200;
/** Shown as addresses are. */
const addresses = new Set(['address', 'entryPoint', 'flashOffset', 'offset', 'tableOffset']);
/** What names a thing among its like, so that one that is missing does not shift all others. */
const namesWithin: Readonly<Record<string, readonly string[]>> = { entries: ['namespace', 'key'] };

/** Facts of two reports that differ, in the order in which reports have them. What a file is called and where its bytes differ is left out. */
export function differingFacts(first: NamedReport, second: NamedReport): Facts {
  const [one, other] = [factsOf(first), factsOf(second)];
  const facts: { fact: string; first: string; second: string }[] = [];
  for (const fact of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(fact) ?? '', other.get(fact) ?? ''];
    if (left !== right) facts.push({ fact, first: left, second: right });
    if (facts.length === mostFacts) break;
  }
  return facts;
}

/** Flat: `image.app.version`, `table.rows.2.sizeBytes`, `nvs.entries.wifi.ssid.value`. */
function factsOf(report: NamedReport): ReadonlyMap<string, string> {
  const { format, chip, sizeBytes, flashOffset, image, images, table, nvs, otaData, elf, parts } = report;
  const facts = new Map<string, string>();
  const isSegmentList = image !== null && images.length === 1;
  collect(facts, '', {
    format,
    chip,
    sizeBytes,
    flashOffset,
    image,
    // The first of them is the image above.
    images: images.length > 1 ? images : [],
    table,
    nvs: nvs === null ? null : { ...nvs, pages: [], entries: nvs.entries },
    otaData,
    elf,
    parts: isSegmentList ? [] : parts,
  });
  return facts;
}

function collect(facts: Map<string, string>, path: string, value: unknown): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    collectList(facts, path, value);
  } else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value))
      collect(facts, path === '' ? name : `${path}.${name}`, inner);
  } else facts.set(path, shown(path, value));
}

function collectList(facts: Map<string, string>, path: string, list: readonly unknown[]): void {
  // Names and numbers stand together: memory types, chips.
  if (list.every((item) => typeof item !== 'object')) {
    if (list.length > 0) facts.set(path, list.join(', ').slice(0, longestValue));
    return;
  }
  const naming = namesWithin[path.split('.').at(-1) ?? ''];
  list.forEach((item: unknown, index) => collect(facts, `${path}.${nameOf(item, naming) ?? index}`, item));
}

function nameOf(item: unknown, naming: readonly string[] | undefined): string | null {
  if (naming === undefined || typeof item !== 'object' || item === null) return null;
  const record = item as Readonly<Record<string, unknown>>;
  return naming.map((key) => String(record[key])).join('.');
}

function shown(path: string, value: unknown): string {
  const name = path.split('.').at(-1) ?? '';
  if (typeof value === 'number' && addresses.has(name)) return `0x${value.toString(16)}`;
  return String(value).slice(0, longestValue);
}
