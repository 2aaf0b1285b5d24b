import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['test/{unit,integration,conformance,fuzz}/**/*.test.ts'],
    // Left to itself it keeps one core free, which of two is half.
    maxWorkers: '100%',
    // The sources keep nothing at module level: what one file imported serves the next, which halves the time of the small ones.
    isolate: false,
    // Two slow cores are the least that people have: a test that needs longer than this hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
