import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineText } from '../../../src-main/files/monitor/line-text';
import { LineSplitter } from '../../../src-main/services/monitor/line-splitter';

interface Split {
  readonly text: string;
  readonly raw: string;
  readonly atMs: number;
}

function splitter(): {
  readonly lines: Split[];
  readonly splitter: LineSplitter;
  readonly push: (text: string, atMs?: number) => void;
} {
  const lines: Split[] = [];
  const one = new LineSplitter((bytes, atMs) => {
    lines.push({ text: lineText(bytes), raw: bytes.toString('latin1'), atMs });
  });
  return { lines, splitter: one, push: (text, atMs = 0) => one.push(Buffer.from(text, 'utf8'), atMs) };
}

const texts = (lines: readonly Split[]): readonly string[] => lines.map(({ text }) => text);

describe('cutting bytes into lines', () => {
  it('ends a line at a line feed and takes the carriage returns before it with it', () => {
    const { lines, push } = splitter();
    push('a\nb\r\nc\r\r\n\n');
    expect(texts(lines)).toEqual(['a', 'b', 'c', '']);
    expect(lines.map(({ raw }) => raw)).toEqual(['a\n', 'b\r\n', 'c\r\r\n', '\n']);
  });

  it('puts a line end together that came in two chunks', () => {
    const { lines, push } = splitter();
    push('a\r');
    push('\nb');
    push('\n');
    expect(texts(lines)).toEqual(['a', 'b']);
  });

  it('leaves a carriage return in the middle of a line to the terminal', () => {
    const { lines, push } = splitter();
    push('10 %\r20 %\r\n');
    expect(texts(lines)).toEqual(['10 %\r20 %']);
  });

  it('puts a character together whose bytes came one by one', () => {
    const { lines, splitter: one } = splitter();
    for (const byte of Buffer.from('Grüße 日本 🙂\n', 'utf8')) one.push(Uint8Array.of(byte), 0);
    expect(texts(lines)).toEqual(['Grüße 日本 🙂']);
  });

  it('shows what is no UTF-8 as U+FFFD, and keeps the bytes', () => {
    const { lines, splitter: one } = splitter();
    one.push(Uint8Array.of(0x41, 0xff, 0xfe, 0x42, 0x0a), 0);
    expect(lines).toEqual([{ text: 'A\uFFFD\uFFFDB', raw: 'A\u00ff\u00feB\n', atMs: 0 }]);
  });

  it('drops NUL bytes from the text alone', () => {
    const { lines, push } = splitter();
    push('a\0b\0\n');
    expect(lines).toEqual([{ text: 'ab', raw: 'a\0b\0\n', atMs: 0 }]);
  });

  it('gives a line the time of its first byte', () => {
    const { lines, push } = splitter();
    push('first\nsec', 10);
    push('ond\nthird\n', 20);
    expect(lines.map(({ text, atMs }) => [text, atMs])).toEqual([
      ['first', 10],
      ['second', 10],
      ['third', 20],
    ]);
  });

  it('breaks a line at 4096 bytes, and not before one more has come', () => {
    const { lines, push } = splitter();
    push('x'.repeat(4096));
    push('\r\n');
    expect(lines.map(({ text }) => text.length)).toEqual([4096]);
    push('x'.repeat(10_000));
    expect(lines.map(({ text }) => text.length)).toEqual([4096, 4096, 4096]);
    push('\n');
    expect(lines.map(({ text }) => text.length)).toEqual([4096, 4096, 4096, 10_000 - 2 * 4096]);
  });

  it('does not break a line in the middle of a character', () => {
    const { lines, push } = splitter();
    push(`x${'日'.repeat(2000)}\n`);
    expect(texts(lines).join('')).toBe(`x${'日'.repeat(2000)}`);
    expect(lines).toHaveLength(2);
  });

  it.each(['\r', '\u0080', '\0', 'x'])('keeps what is open bounded, whatever comes: %j', (character) => {
    const { lines, splitter: one } = splitter();
    const chunk = Buffer.alloc(50_001, character, 'latin1');
    one.push(chunk, 0);
    one.push(chunk, 0);
    expect(one.openBytes.length).toBeLessThanOrEqual(4096 + 16);
    const bytes = lines.reduce((sum, { raw }) => sum + raw.length, 0) + one.openBytes.length;
    expect(bytes).toBe(100_002);
  });

  it('shows an unfinished line without the character that has come in part', () => {
    const { splitter: one, push } = splitter();
    push('esp> ', 5);
    expect(one.open).toEqual({ text: 'esp> ', atMs: 5 });
    one.push(Uint8Array.of(0xc3), 6);
    expect(one.open).toEqual({ text: 'esp> ', atMs: 5 });
    one.push(Uint8Array.of(0xbc), 7);
    expect(one.open).toEqual({ text: 'esp> ü', atMs: 5 });
  });

  it('makes a line of what is open when it is asked to', () => {
    const { lines, splitter: one, push } = splitter();
    push('half', 3);
    one.end();
    one.end();
    expect(lines).toEqual([{ text: 'half', raw: 'half', atMs: 3 }]);
    expect(one.open).toBeNull();
  });

  it('does not mind when the memory of a chunk is used again', () => {
    const { lines, splitter: one } = splitter();
    const chunk = Buffer.from('half ');
    one.push(chunk, 0);
    chunk.fill('#');
    one.push(Buffer.from('whole\n'), 0);
    expect(texts(lines)).toEqual(['half whole']);
  });

  it('gives the same lines however the bytes are cut into chunks, and loses none of them', () => {
    const run = fc
      .constantFrom('x', '\r', '\n', 'é', '日', '🙂', '\0')
      .chain((character) =>
        fc.nat(character === '\n' ? 2 : 3000).map((count) => Buffer.from(character.repeat(count), 'utf8')),
      );
    const piece = fc.oneof(run, fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 1, max: 997 }),
        (pieces, chunkBytes) => {
          const bytes = Buffer.concat(pieces);
          const whole = splitter();
          whole.splitter.push(bytes, 0);
          const cut = splitter();
          for (let at = 0; at < bytes.length; at += chunkBytes)
            cut.splitter.push(bytes.subarray(at, at + chunkBytes), 0);
          expect(cut.lines).toEqual(whole.lines);
          const kept = cut.lines.map(({ raw }) => Buffer.from(raw, 'latin1'));
          expect(Buffer.concat([...kept, cut.splitter.openBytes]).equals(bytes)).toBe(true);
        },
      ),
    );
  });
});
