// Loaded into a process before its program: what its event loop was held up by is written to KILN_TURNS when it ends.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

const resolutionMs = 1;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });
const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
// What the start takes is measured elsewhere.
setTimeout(() => delay.enable(), 3000).unref();
process.on('exit', () =>
  writeFileSync(
    process.env.KILN_TURNS,
    JSON.stringify({
      longestMs: ms(delay.max),
      percentile99Ms: ms(delay.percentile(99)),
      rssBytes: process.memoryUsage().rss,
    }),
  ),
);
