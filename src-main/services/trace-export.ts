import { AppError } from '../../src-shared/errors/app-error';
import type { JobId, JobRecord } from '../../src-shared/model/job';
import type { PortInfo } from '../../src-shared/model/port';
import type { ExportsFolder } from './exports-folder';
import type { History } from './history';
import type { OfferableCopy } from './offerable-file';
import type { PortRegistry } from './port-registry';
import type { TraceHub } from './trace-hub';
import { traceReport } from './trace-report';
import { traceText } from './trace-text';

export interface TraceExportServices {
  readonly version: string;
  readonly platform: string;
  readonly wallClock: () => number;
  readonly exports: ExportsFolder;
  readonly history: History;
  readonly ports: Pick<PortRegistry, 'find'>;
  readonly trace: TraceHub;
}

/** So many jobs head the trace of a whole run. */
const jobsOfRun = 20;

/**
 * Writes the trace of this run, or of one finished job, as a text file. Throws `job-not-found` for a job that there is not,
 * or that has not ended: its log is not complete.
 */
export async function exportTrace(
  services: TraceExportServices,
  jobId: JobId | null,
): Promise<OfferableCopy> {
  const { version, platform, wallClock, exports } = services;
  const { jobs, lines } = await (jobId === null ? ofThisRun(services) : ofJob(services, jobId));
  const ports = portsOf(jobs, services.ports);
  const atMs = wallClock();
  const suggestedName = fileName(jobs, jobId, atMs);
  const text = traceReport({ version, platform, atMs, jobs, ports, lines });
  return { path: await exports.write(suggestedName, text), suggestedName };
}

interface Traced {
  readonly jobs: readonly JobRecord[];
  readonly lines: readonly string[];
}

async function ofThisRun({ history, trace }: TraceExportServices): Promise<Traced> {
  const entries = trace.recent();
  const traced = new Set(entries.map(({ jobId }) => jobId));
  const records = await history.list(jobsOfRun);
  return { jobs: records.filter(({ id }) => traced.has(id)).reverse(), lines: entries.map(traceText) };
}

async function ofJob({ history }: TraceExportServices, jobId: JobId): Promise<Traced> {
  const record = await history.find(jobId);
  if (record === null || record.finishedAtMs === null) throw new AppError('job-not-found');
  return { jobs: [record], lines: await history.readLog(record) };
}

function portsOf(jobs: readonly JobRecord[], ports: Pick<PortRegistry, 'find'>): readonly PortInfo[] {
  const ids = [...new Set(jobs.map(({ port }) => port))];
  return ids.map((id) => ports.find(id)).filter((port) => port !== null);
}

/** `kiln-flash-2026-11-21T10-31-07.log`, in UTC as the lines are. */
function fileName(jobs: readonly JobRecord[], jobId: JobId | null, atMs: number): string {
  const [job] = jobs;
  const single = jobId !== null && job !== undefined;
  const at = new Date(single ? job.createdAtMs : atMs).toISOString().slice(0, 19).replaceAll(':', '-');
  return `kiln-${single ? job.kind : 'trace'}-${at}.log`;
}
