import { describe } from 'vitest';
import { expectTable } from './fault-matrix/expect-table';

describe('the fault matrix', () => {
  expectTable('esp32');
  expectTable('esp32s3');
});
