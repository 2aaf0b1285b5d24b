import { fillText } from '../../../src-shared/errors/app-error';
import type { TraceEntry } from '../../../src-shared/model/trace';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';

const msPerSecond = 1000;

/** Writes every frame and every piece of boot text to standard error, with seconds since now. */
export function traceWriter({ err, clock }: CliIo): (body: TraceEntry['body']) => void {
  const startMs = clock.now();
  return (body) => {
    const seconds = ((clock.now() - startMs) / msPerSecond).toFixed(3);
    if (body.type === 'frame') {
      const { command, detail, sizeBytes } = body;
      const direction = body.direction === 'host' ? '→' : '←';
      err.write(`${fillText(en.trace.frame, { seconds, direction, command, detail, size: sizeBytes })}\n`);
    } else if (body.type === 'text') {
      // Control characters stay visible, so that a line stays a line.
      const text = JSON.stringify(body.text).slice(1, -1);
      err.write(`${fillText(en.trace.text, { seconds, text })}\n`);
    }
  };
}
