import { expect, it } from 'vitest';
import type { ChipId } from '../../../src-shared/model/chip';
import { faultTable, tableHead } from './fault-table';

/** Thousands of runs: on a slow machine they take minutes. */
const timeoutMs = 600_000;

/** One test for each loader: prints its table, and names every run that ended as none may. */
export function expectTable(chip: ChipId): void {
  it.each(['stub', 'rom'] as const)(
    `an ${chip} with its %s ends every disturbed run in a true success or a coded error`,
    async (loader) => {
      const table = await faultTable(chip, loader);
      const codes = [...table.codes].map(([code, count]) => `${code} ${count}`).join(', ');
      console.log(
        [
          `${chip}, ${loader}: ${table.runs} runs, the longest ${Math.round(table.longestMs / 1000)} s, ${table.collateral} with collateral damage; errors: ${codes}`,
          tableHead,
          ...table.lines,
        ].join('\n'),
      );
      expect(table.failures).toEqual([]);
      expect(table.runs).toBeGreaterThan(100);
    },
    timeoutMs,
  );
}
