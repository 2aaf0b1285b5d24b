import { describe } from 'vitest';
import { expectTable } from './fault-matrix/expect-table';

describe('the fault matrix', () => {
  expectTable('esp32c3');
  expectTable('esp32c6');
});
