// `npm run bench`: speed and size in tables. Nothing is asserted: the machine decides.
import { ensureBuilt, ensureInstalled, packageScript, root } from './lib/project.mjs';
import { runWithDisplay } from './lib/runtimes.mjs';

ensureInstalled();
process.chdir(root);
await ensureBuilt();
const vitest = packageScript('vitest/vitest.mjs');
process.exitCode = await runWithDisplay([
  vitest,
  'run',
  '--config',
  'test/bench/vitest.config.ts',
  ...process.argv.slice(2),
]);
