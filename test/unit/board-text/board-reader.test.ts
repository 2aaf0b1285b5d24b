import { describe, expect, it } from 'vitest';
import { BoardReader } from '../../../src-main/engine/board-text/board-reader';
import { esp32Boot } from './sample-boots';
import { xtensaException } from './sample-crashes';
import { codesIn, readBoardText, receivedLine } from './read-board-text';

describe('BoardReader', () => {
  it('gives what is new, once', () => {
    const reader = readBoardText(esp32Boot);
    expect(reader.take()?.insights).toHaveLength(2);
    expect(reader.take()).toBeNull();
    expect(reader.all().insights).toHaveLength(2);
  });

  it('counts ids up from where it is told, over everything it finds', () => {
    const reader = readBoardText(esp32Boot + xtensaException, { reader: new BoardReader({ firstId: 40 }) });
    const { insights, crashes } = reader.all();
    const ids = [...insights, ...crashes].map(({ id }) => id).sort((a, b) => a - b);
    expect(ids).toEqual([40, 41, 42, 43]);
  });

  it('keeps the newest 500 insights and 50 crashes', () => {
    const reader = new BoardReader();
    for (let round = 0; round < 300; round++)
      for (const line of (esp32Boot + xtensaException).split('\n'))
        reader.line(receivedLine(line, round, round * 20_000));
    const { insights, crashes } = reader.all();
    expect(insights).toHaveLength(500);
    expect(crashes).toHaveLength(50);
    expect(crashes.at(-1)?.firstLine).toBe(299);
  });

  it('leaves what was sent alone', () => {
    const reader = new BoardReader();
    for (const line of esp32Boot.split('\n')) reader.line({ ...receivedLine(line), kind: 'sent' });
    expect(reader.take()).toBeNull();
  });

  it('forgets when it is cleared, and goes on with its ids', () => {
    const reader = readBoardText(esp32Boot);
    const last = reader.all().insights.at(-1)?.id ?? 0;
    reader.clear();
    expect(reader.take()).toBeNull();
    expect(reader.all()).toEqual({ insights: [], crashes: [], coreDumps: [] });
    readBoardText(esp32Boot, { reader });
    expect(reader.all().insights[0]?.id).toBe(last + 1);
  });

  it('ends what is being told when the link is lost', () => {
    const reader = new BoardReader();
    const begun = xtensaException.split('\n').slice(0, 5);
    for (const [index, line] of begun.entries()) reader.line(receivedLine(line, index));
    reader.line({ kind: 'mark', number: 9, atMs: 9, text: '', mark: { type: 'lost' } });
    expect(reader.all().crashes[0]?.complete).toBe(true);
    expect(codesIn(reader)).toEqual(['crash']);
  });
});
