// `npm run fuzz`: every parser on 100,000 changed inputs, of which `npm test` feeds a quarter. A few minutes.
import { ensureInstalled, packageScript, root, run } from './lib/project.mjs';

ensureInstalled();
process.chdir(root);
process.exitCode = await run(
  process.execPath,
  [packageScript('vitest/vitest.mjs'), 'run', 'test/fuzz', ...process.argv.slice(2)],
  { env: { ...process.env, KILN_FUZZ: 'all' } },
);
