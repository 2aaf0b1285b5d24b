// Type-checks every side with only the globals that it has.
import { packageScript, run } from './lib/project.mjs';

const checks = [
  ['typescript/bin/tsc', 'src-shared'],
  ['typescript/bin/tsc', 'src-main'],
  ['typescript/bin/tsc', 'src-main/preload'],
  ['vue-tsc/bin/vue-tsc.js', 'src-renderer'],
  ['vue-tsc/bin/vue-tsc.js', 'test'],
];

for (const [compiler, project] of checks) {
  const status = await run(process.execPath, [packageScript(compiler), '-p', project]);
  if (status !== 0) process.exitCode = 1;
  console.log(`types: ${project} ${status === 0 ? 'fine' : 'FAILED'}`);
}
