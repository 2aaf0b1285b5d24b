// `npm run thorough`: what `npm test` does in part, whole: every parser on 100,000 changed inputs, monitors on eight boards
// that talk for ten minutes. About ten minutes.
import { ensureInstalled, packageScript, root, run } from './lib/project.mjs';

ensureInstalled();
process.chdir(root);
process.exitCode = await run(
  process.execPath,
  [
    packageScript('vitest/vitest.mjs'),
    'run',
    'test/fuzz',
    'test/integration/monitor-soak',
    ...process.argv.slice(2),
  ],
  { env: { ...process.env, KILN_THOROUGH: '1' } },
);
