// `npm run bench`: speed and size in tables. Nothing is asserted: the machine decides.
import { ensureBuilt, ensureInstalled, packageScript, root, run } from './lib/project.mjs';

ensureInstalled();
process.chdir(root);
await ensureBuilt();
const vitest = packageScript('vitest/vitest.mjs');
process.exitCode = await run(process.execPath, [
  vitest,
  'run',
  '--config',
  'test/bench/vitest.config.ts',
  ...process.argv.slice(2),
]);
