import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/bench/**/*.bench.ts'],
    testTimeout: 600_000,
    fileParallelism: false,
    // The tables are the output.
    reporters: [['default', { summary: false }]],
    disableConsoleIntercept: true,
    pool: 'forks',
    execArgv: ['--expose-gc'],
  },
});
