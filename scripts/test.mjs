// `npm test`: install, lint, types, unit, integration and conformance tests, build, end-to-end tests. Ends with the totals of all.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureBuilt, ensureInstalled, packageScript, root, run } from './lib/project.mjs';
import { runWithDisplay } from './lib/runtimes.mjs';

const only = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const reports = mkdtempSync(path.join(os.tmpdir(), 'kiln-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const node = (script, ...args) => run(process.execPath, [script, ...args]);

/** A check that passes or fails as a whole. */
async function check(name, work) {
  const status = await work();
  totals[status === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${name}: ${status === 0 ? 'passed' : 'FAILED'}`);
}

/** A runner that counts for itself: its JSON report is read; a run without a report has failed. */
async function counted(name, work, read) {
  const file = path.join(reports, `${name}.json`);
  const status = await work(file);
  let counts;
  try {
    counts = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}

const vitestCounts = (report) => ({
  passed: report.numPassedTests,
  // A file that does not even load has no tests to count.
  failed:
    report.numFailedTests +
    report.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length,
  skipped: report.numPendingTests + report.numTodoTests,
});

const playwrightCounts = ({ stats, errors }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + errors.length,
  skipped: stats.skipped,
});

function endToEnd(file) {
  const args = [packageScript('@playwright/test/cli.js'), 'test'];
  return runWithDisplay(args, { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
}

const steps = {
  lint: async () => {
    await check('eslint', () => node(packageScript('eslint/bin/eslint.js'), '.', '--max-warnings', '0'));
    await check('format', () =>
      node(packageScript('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
    );
    await check('imports', () => node('scripts/check-imports.mjs'));
  },
  types: () => check('types', () => node('scripts/types.mjs')),
  build: () =>
    check('build', () =>
      ensureBuilt().then(
        () => 0,
        (error) => (console.error(error.message), 1),
      ),
    ),
  unit: () =>
    counted(
      'vitest',
      (file) =>
        node(
          packageScript('vitest/vitest.mjs'),
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${file}`,
        ),
      vitestCounts,
    ),
  e2e: () => counted('end-to-end', endToEnd, playwrightCounts),
};

/** Lint keeps one core busy for as long as all that reads sources and runs tests; end-to-end tests want the machine for themselves. */
const order = [[['lint'], ['types', 'build', 'unit']], [['e2e']]];

async function inOrder(names) {
  for (const name of names) if (only?.includes(name) ?? true) await steps[name]();
}

process.chdir(root);
try {
  ensureInstalled();
  for (const lanes of order) await Promise.all(lanes.map(inOrder));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  totals.failed += 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
