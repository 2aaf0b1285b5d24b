import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.e2e.ts',
  // Each station has its own folder and its own boards; they wait for simulated lines most of the time.
  workers: 3,
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 15_000 },
  reporter: [['list'], ['json']],
  projects: [
    { name: 'chromium', metadata: { host: 'browser' } },
    { name: 'electron', metadata: { host: 'electron' } },
  ],
});
