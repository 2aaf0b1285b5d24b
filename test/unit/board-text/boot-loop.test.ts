import { describe, expect, it } from 'vitest';
import type { MonitorInsight, MonitorMark } from '../../../src-shared/model/monitor';
import { BoardReader } from '../../../src-main/engine/board-text/board-reader';
import { idfStart } from './sample-boots';
import { crashSamples, xtensaException } from './sample-crashes';
import { receivedLine } from './read-board-text';

const reset = 'rst:0x3 (SW_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n';
const watchdog = 'rst:0x7 (TG0WDT_SYS_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n';

class Board {
  readonly reader = new BoardReader();
  #line = 0;

  says(text: string, atMs: number): this {
    for (const line of text.split('\n')) this.reader.line(receivedLine(line, this.#line++, atMs));
    return this;
  }

  marked(mark: MonitorMark): this {
    this.reader.line({ kind: 'mark', number: this.#line++, atMs: 0, text: '', mark });
    return this;
  }

  get loops(): readonly MonitorInsight[] {
    return this.reader.all().insights.filter(({ code }) => code === 'boot-loop');
  }
}

describe('a boot loop', () => {
  it('is three resets within thirty seconds', () => {
    const board = new Board().says(reset, 0).says(reset, 9_000);
    expect(board.loops).toEqual([]);
    board.says(reset, 18_000);
    expect(board.loops).toMatchObject([{ severity: 'error', context: { count: 3, endedBy: 'SW_RESET' } }]);
  });

  it('is two crashes', () => {
    const round = reset + idfStart + xtensaException;
    const board = new Board().says(round, 0);
    expect(board.loops).toEqual([]);
    board.says(round, 2_000);
    expect(board.loops).toMatchObject([{ context: { count: 2, endedBy: 'StoreProhibited, SW_RESET' } }]);
  });

  it('goes on under its id, and its count goes up', () => {
    const board = new Board();
    for (let round = 0; round < 7; round++) board.says(reset, 1_000 * round);
    expect(board.loops).toHaveLength(1);
    expect(board.loops[0]?.context).toEqual({ count: 7, endedBy: 'SW_RESET' });
    expect(board.reader.take()?.insights.filter(({ code }) => code === 'boot-loop')).toHaveLength(1);
    expect(board.reader.take()).toBeNull();
    board.says(reset, 7_000);
    expect(board.reader.take()?.insights.find(({ code }) => code === 'boot-loop')?.id).toBe(
      board.loops[0]?.id,
    );
  });

  it('tells what ended its rounds, the latest first', () => {
    const board = new Board().says(reset, 0).says(watchdog, 1_000).says(crashSamples.assert.text, 1_500);
    board.says(reset, 2_000);
    expect(board.loops[0]?.context['endedBy']).toBe('assert, TG0WDT_SYS_RESET, SW_RESET');
  });

  it('is none where the board runs for ten seconds between', () => {
    const board = new Board();
    for (let round = 0; round < 5; round++) board.says(reset + xtensaException, 11_000 * round);
    expect(board.loops).toEqual([]);
  });

  it('is another one after it has run', () => {
    const board = new Board().says(reset.repeat(3), 0).says(reset.repeat(3), 60_000);
    expect(board.loops.map(({ context }) => context['count'])).toEqual([3, 3]);
  });

  it('is none where somebody resets the board', () => {
    const board = new Board();
    for (let round = 0; round < 5; round++)
      board.marked({ type: 'reset', into: 'app' }).says(reset, 500 * round);
    expect(board.loops).toEqual([]);
  });

  it('is none of a board that is asked to wait for a download again and again', () => {
    const download = 'rst:0x1 (POWERON),boot:0x4 (DOWNLOAD(UART0))\nwaiting for download\n';
    expect(new Board().says(download.repeat(6), 0).loops).toEqual([]);
  });
});
