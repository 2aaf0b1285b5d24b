import type { JobRequest } from '../../src-shared/model/job';
import type { TraceEntry } from '../../src-shared/model/trace';

/** The first line of a job's log file: what was asked for. */
export function requestText(request: JobRequest): string {
  return `# ${JSON.stringify(request)}`;
}

/** One line of a job's log file; control characters of boot text are kept visible, so that a line stays a line. */
export function traceText({ atMs, body }: TraceEntry): string {
  const at = new Date(atMs).toISOString();
  switch (body.type) {
    case 'frame':
      return `${at} ${body.direction === 'host' ? '→' : '←'} ${body.command} ${body.detail} (${body.sizeBytes} bytes)`;
    case 'text':
      return `${at} “ ${JSON.stringify(body.text).slice(1, -1)}`;
    case 'notice':
      return `${at} · ${body.code} ${JSON.stringify(body.context)}`;
  }
}
