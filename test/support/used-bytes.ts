import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** All memory of this process that holds something: what was let go is collected first. */
export function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
