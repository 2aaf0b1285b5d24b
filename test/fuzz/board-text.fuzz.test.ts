import { describe } from 'vitest';
import { BoardReader } from '../../src-main/engine/board-text/board-reader';
import { parseCoreDump } from '../../src-main/engine/core-dump/parse-core-dump';
import { c3Boot, esp32Boot, esp8266Boot, idfStart } from '../unit/board-text/sample-boots';
import { crashSamples, esp8266Exception, riscvException } from '../unit/board-text/sample-crashes';
import { insightSamples } from '../unit/board-text/sample-insights';
import { buildCoreDump, coreDumpText } from '../unit/core-dump/build-core-dump';
import { riscvDump, xtensaBinaryDump, xtensaDump } from '../unit/core-dump/sample-dumps';
import { fuzzParser } from './fuzz-parser';

const encoder = new TextEncoder();
const dumps = [riscvDump, xtensaDump, xtensaBinaryDump].map(buildCoreDump);
const inputs = 5_000;

/** As a monitor gives it: bytes, lines, silence, questions. */
function read(bytes: Uint8Array): unknown {
  const reader = new BoardReader();
  reader.bytes(bytes, { line: 0, atMs: 0, baud: 115_200 });
  const lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  for (const [number, text] of lines.entries())
    reader.line({ kind: 'received', number, atMs: number, text: text.slice(0, 4096) });
  reader.idle(lines.length);
  return reader.take();
}

describe('what boards print', () => {
  fuzzParser({
    name: 'readers of board text',
    seeds: [
      esp32Boot + idfStart,
      c3Boot + riscvException,
      esp8266Boot + esp8266Exception,
      ...Object.values(crashSamples).map(({ text }) => text),
      ...Object.values(insightSamples).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
      ...dumps.map((dump) => coreDumpText(dump)),
    ].map((text) => encoder.encode(text)),
    parse: read,
    codes: [],
    inputs,
  });

  fuzzParser({ name: 'core dumps', seeds: dumps, parse: parseCoreDump, codes: [], inputs });
});
