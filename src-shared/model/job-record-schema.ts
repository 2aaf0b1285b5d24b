import { z } from 'zod';
import { errorTexts, type ErrorCode } from '../errors/error-texts';
import { boardSchema } from './board-schema';
import { jobKinds, type JobRecord } from './job';
import { jobOutputSchema } from './job-output-schema';

const count = z.number().min(0);
const atMs = z.number().nullable();

const error = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(errorTexts, code)),
  message: z.string(),
  help: z.string(),
  context: z.record(z.string(), z.union([z.string(), z.number()])),
  retryable: z.boolean(),
});

const segment = z.object({
  name: z.string(),
  offset: count,
  sizeBytes: count,
  wireBytes: count,
  outcome: z.enum(['verified', 'unchanged', 'written']),
  md5: z.string().nullable(),
});

const boot = z.object({
  verdict: z.enum([
    'booted',
    'invalid-header',
    'flash-read-error',
    'checksum-error',
    'no-bootable-app',
    'brown-out',
    'boot-loop',
    'download-mode',
    'silent',
    'garbage',
  ]),
  lines: z.array(z.string()),
});

/** For reading a job's record back from disk: whoever shows it may rely on its shape. */
export const jobRecordSchema: z.ZodType<JobRecord> = z.object({
  id: z.string().min(1).max(128),
  kind: z.enum(jobKinds),
  port: z.string(),
  title: z.string(),
  state: z.enum(['queued', 'connecting', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']),
  createdAtMs: z.number(),
  startedAtMs: atMs,
  finishedAtMs: atMs,
  result: z
    .object({
      board: boardSchema.nullable(),
      segments: z.array(segment),
      verified: z.boolean(),
      boot: boot.nullable(),
      // Records of earlier versions have none.
      output: jobOutputSchema.nullable().default(null),
    })
    .nullable(),
  error: error.nullable(),
});
