import { describe, expect, it } from 'vitest';
import { isSameBoard, sameBoard } from '../../../src-main/engine/operations/same-board';

const board = { chip: 'esp32c3', mac: '7c:df:a1:00:00:01' } as const;

describe('a board after reconnecting', () => {
  it('is the same by its chip and its MAC', () => {
    expect(() => sameBoard(board, { ...board })).not.toThrow();
  });

  it('is another one with another MAC or another chip, and both are named', () => {
    const context = { expected: 'ESP32-C3 7c:df:a1:00:00:01', actual: 'ESP32-C3 7c:df:a1:00:00:02' };
    expect(() => sameBoard(board, { ...board, mac: '7c:df:a1:00:00:02' })).toThrow(
      expect.objectContaining({ code: 'board-changed', context }),
    );
    expect(isSameBoard(board, { ...board, chip: 'esp32' })).toBe(false);
  });

  it('that tells no MAC is told apart by its chip alone', () => {
    const secured = { ...board, mac: null };
    expect(isSameBoard(board, secured)).toBe(true);
    expect(() => sameBoard(board, { chip: 'esp32s3', mac: null })).toThrow(
      expect.objectContaining({ context: { expected: 'ESP32-C3 7c:df:a1:00:00:01', actual: 'ESP32-S3' } }),
    );
  });
});
