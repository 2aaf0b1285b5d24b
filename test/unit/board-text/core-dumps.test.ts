import { describe, expect, it } from 'vitest';
import { BoardReader } from '../../../src-main/engine/board-text/board-reader';
import { buildCoreDump, coreDumpText } from '../core-dump/build-core-dump';
import { riscvDump } from '../core-dump/sample-dumps';
import { c3Boot } from './sample-boots';
import { riscvException } from './sample-crashes';
import { codesIn, contextOf, readBoardText, receivedLine } from './read-board-text';

const dump = buildCoreDump(riscvDump);
const text = coreDumpText(dump);

describe('core dumps in the text', () => {
  it('are collected, checked and summarised', () => {
    const reader = readBoardText(text);
    const [info] = reader.all().coreDumps;
    expect(info).toMatchObject({
      state: 'whole',
      sizeBytes: dump.length,
      firstLine: 0,
      format: '1.2 ELF, CRC-32',
      elfSha256: '8b4b908f2',
    });
    expect(info?.tasks.map(({ name, crashed }) => [name, crashed])).toEqual([
      ['IDLE', true],
      ['main', false],
      ['esp_timer', false],
    ]);
    // Nothing of the parser's own comes with it: it goes over the contract.
    expect(Object.keys(info?.tasks[0] ?? {}).sort()).toEqual([
      'crashed',
      'name',
      'pc',
      'sp',
      'stackBytes',
      'tcb',
    ]);
    expect(reader.coreDump(info?.id ?? 0)).toEqual(dump);
    expect(contextOf(reader, 'core-dump')).toEqual({
      dump: info?.id,
      state: 'whole',
      sizeBytes: dump.length,
    });
  });

  it('come after the crash that made them, and are no part of it', () => {
    const crash = riscvException.replace('Rebooting...\n', '');
    const reader = readBoardText(
      `${crash}I (455) esp_core_dump_uart: Print core dump to uart...\n${text}Rebooting...\n${c3Boot}`,
    );
    expect(reader.all().crashes).toHaveLength(1);
    expect(reader.all().coreDumps).toMatchObject([{ state: 'whole' }]);
  });

  it('are read through log lines of another core', () => {
    const noisy = text.split('\r\n').flatMap((line, at) => [line, `I (${at}) wifi: beacon timeout`]);
    expect(readBoardText(noisy.join('\n')).all().coreDumps).toMatchObject([{ state: 'whole' }]);
  });

  it('are damaged where a line is missing or changed', () => {
    const lines = text.split('\r\n');
    expect(readBoardText(lines.toSpliced(5, 1).join('\n')).all().coreDumps).toMatchObject([
      { state: 'damaged' },
    ]);
    const changed = lines.with(
      5,
      (lines[5] ?? '').replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    );
    expect(readBoardText(changed.join('\n')).all().coreDumps).toMatchObject([{ state: 'damaged' }]);
  });

  it('are damaged where the board resets before their end', () => {
    const cut = text.slice(0, text.length / 2).replace(/\r\n[^\r\n]*$/, '\r\n');
    const reader = readBoardText(cut + c3Boot);
    expect(reader.all().coreDumps).toMatchObject([{ state: 'damaged' }]);
    expect(codesIn(reader).filter((code) => code === 'core-dump')).toHaveLength(1);
  });

  it('are judged when the board pauses, and again when the rest comes', () => {
    const reader = new BoardReader();
    const lines = text.split('\r\n');
    for (const [index, line] of lines.entries()) {
      reader.line(receivedLine(line, index));
      if (index === 10) {
        expect(reader.take()?.coreDumps).toMatchObject([{ state: 'receiving' }]);
        reader.idle(600);
        expect(reader.take()?.coreDumps).toMatchObject([{ state: 'damaged' }]);
      }
    }
    expect(reader.take()?.coreDumps).toMatchObject([{ state: 'whole' }]);
    expect(codesIn(reader)).toEqual(['core-dump']);
  });

  it('are told rarely while they come', () => {
    const big = Buffer.alloc(300_000, 7);
    const reader = new BoardReader();
    let told = 0;
    for (const line of coreDumpText(big).split('\r\n')) {
      reader.line(receivedLine(line));
      if (reader.take() !== null) told++;
    }
    expect(told).toBeGreaterThan(3);
    expect(told).toBeLessThan(10);
  });

  it('are not kept beyond four megabytes', () => {
    const reader = new BoardReader();
    reader.line(receivedLine('================= CORE DUMP START ================='));
    const line = Buffer.alloc(48, 1).toString('base64');
    for (let at = 0; at < 6 * 1024 * 1024; at += 48) reader.line(receivedLine(line));
    reader.line(receivedLine('================= CORE DUMP END ================='));
    const [info] = reader.all().coreDumps;
    expect(info?.state).not.toBe('whole');
    expect(info?.sizeBytes).toBeLessThanOrEqual(4 * 1024 * 1024);
  });

  it('are five at most', () => {
    const reader = new BoardReader();
    for (let round = 0; round < 8; round++) readBoardText(text, { reader });
    const { coreDumps } = reader.all();
    expect(coreDumps).toHaveLength(5);
    for (const { id } of coreDumps) expect(reader.coreDump(id)).toEqual(dump);
    expect(reader.coreDump((coreDumps[0]?.id ?? 0) - 1)).toBeNull();
  });
});
