import { z } from 'zod';
import { errorTexts, type ErrorCode } from '../errors/error-texts';
import { chipIds } from './chip';
import type { JobRecord } from './job';

const count = z.number().min(0);
const atMs = z.number().nullable();

const error = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(errorTexts, code)),
  message: z.string(),
  help: z.string(),
  context: z.record(z.string(), z.union([z.string(), z.number()])),
  retryable: z.boolean(),
});

const board = z.object({
  chip: z.enum(chipIds),
  description: z.string(),
  revision: z.number().nullable(),
  features: z.array(z.string()),
  crystalMhz: z.number().nullable(),
  mac: z.string().nullable(),
  flash: z
    .object({
      manufacturerId: z.number(),
      deviceId: z.number(),
      manufacturer: z.string().nullable(),
      sizeBytes: z.number().nullable(),
      voltage: z.string().nullable(),
    })
    .nullable(),
  security: z
    .object({
      secureBoot: z.boolean(),
      flashEncryption: z.boolean(),
      secureDownloadMode: z.boolean(),
      flags: z.number().nullable(),
      chipId: z.number().nullable(),
      apiVersion: z.number().nullable(),
    })
    .nullable(),
  loader: z.enum(['rom', 'stub']),
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
  kind: z.enum(['flash', 'identify', 'erase']),
  port: z.string(),
  title: z.string(),
  state: z.enum(['queued', 'connecting', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']),
  createdAtMs: z.number(),
  startedAtMs: atMs,
  finishedAtMs: atMs,
  result: z
    .object({
      board: board.nullable(),
      segments: z.array(segment),
      verified: z.boolean(),
      boot: boot.nullable(),
    })
    .nullable(),
  error: error.nullable(),
});
