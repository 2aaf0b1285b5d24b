import { otaSlotOf } from '../../../src-shared/partitions/app-slots';
import { describe, expect, it } from 'vitest';
import { flashPieces, drawPartitionMap } from '../../../src-renderer/model/board/flash-pieces';
import { eraseProblem, readProblem } from '../../../src-renderer/model/board/flash-region';
import { hexDump, hexDumpText } from '../../../src-renderer/model/board/hex-dump';
import { partitionKind } from '../../../src-renderer/model/board/partition-kind';
import { samplePartitions } from '../../support/sample-station';

const flashBytes = 4 * 1024 * 1024;

describe('the pieces of a flash', () => {
  const told = (entries = samplePartitions, tableOffset = 0x8000) =>
    flashPieces(entries, tableOffset, flashBytes).map(
      ({ kind, partition, start, end }) =>
        `${partition?.name ?? kind} ${start.toString(16)}-${end.toString(16)}`,
    );

  it('are bootloader, table, partitions and what is left, without a hole', () => {
    expect(told()).toEqual([
      'boot 0-8000',
      'table 8000-9000',
      'nvs 9000-f000',
      'phy_init f000-10000',
      'factory 10000-110000',
      'storage 110000-200000',
      'free 200000-400000',
    ]);
  });

  it('show a gap between partitions, and entries in any order', () => {
    const entries = [...samplePartitions.slice(2), ...samplePartitions.slice(0, 1)];
    expect(told(entries)).toContain('free f000-10000');
  });

  it('do not invent a bootloader where the table names its own', () => {
    const own = { ...samplePartitions[0]!, name: 'bootloader', type: 2, offset: 0, sizeBytes: 0x8000 };
    expect(told([own, ...samplePartitions])[0]).toBe('bootloader 0-8000');
  });

  it('keep the small ones wide enough on the map, and the map whole', () => {
    const { pieces } = drawPartitionMap(flashPieces(samplePartitions, 0x8000, flashBytes), flashBytes, 0.02);
    for (const piece of pieces) if (piece.kind !== 'free') expect(piece.width).toBeGreaterThan(0.0199);
    expect(pieces.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1);
  });
});

describe('the kind of a partition', () => {
  it.each([
    [0, 0x00, 'factory'],
    [0, 0x10, 'ota-slot'],
    [0, 0x1f, 'ota-slot'],
    [0, 0x20, 'test'],
    [0, 0x77, 'app'],
    [1, 0x00, 'ota-data'],
    [1, 0x02, 'nvs'],
    [1, 0x83, 'littlefs'],
    [1, 0x99, 'data'],
    [0x40, 0x00, 'custom'],
  ] as const)('of type %i, subtype %i is %s', (type, subtype, kind) => {
    expect(partitionKind({ type, subtype })).toBe(kind);
  });

  it('names the OTA slot', () => {
    expect(otaSlotOf({ type: 0, subtype: 0x13 })).toBe(3);
    expect(otaSlotOf({ type: 1, subtype: 0x13 })).toBeNull();
  });
});

describe('a stretch of flash', () => {
  it('must be whole sectors to be erased, but not to be read', () => {
    expect(eraseProblem({ offset: 0x1000, sizeBytes: 0x1001 }, flashBytes)).toBe('misaligned');
    expect(eraseProblem({ offset: 0x1800, sizeBytes: 0x1000 }, flashBytes)).toBe('misaligned');
    expect(eraseProblem({ offset: 0x1000, sizeBytes: 0x1000 }, flashBytes)).toBeNull();
    expect(readProblem({ offset: 0x1801, sizeBytes: 3 }, flashBytes)).toBeNull();
  });

  it('must not be empty or end past the flash', () => {
    expect(readProblem({ offset: 0, sizeBytes: 0 }, flashBytes)).toBe('empty');
    expect(readProblem({ offset: flashBytes - 1, sizeBytes: 1 }, flashBytes)).toBeNull();
    expect(readProblem({ offset: flashBytes - 1, sizeBytes: 2 }, flashBytes)).toBe('past-end');
    expect(readProblem({ offset: flashBytes, sizeBytes: 2 }, null)).toBeNull();
  });
});

describe('a dump of memory', () => {
  it('has sixteen bytes a line, in words, with what is readable beside them', () => {
    const hex = Buffer.from('Kiln 0.1.0 memory').toString('hex');
    expect(hexDump(0x3c000020, hex)).toEqual([
      {
        address: '3c000020',
        words: ['4b 69 6c 6e', '20 30 2e 31', '2e 30 20 6d', '65 6d 6f 72'],
        text: 'Kiln 0.1.0 memor',
      },
      { address: '3c000030', words: ['79'], text: 'y' },
    ]);
  });

  it('shows a dot for what cannot be printed, and goes to the clipboard as text', () => {
    expect(hexDumpText(hexDump(0, '007f41ff'))).toBe('00000000  00 7f 41 ff  |..A.|');
  });
});
