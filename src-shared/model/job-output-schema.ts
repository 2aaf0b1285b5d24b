import { z } from 'zod';
import type { BackupInfo } from './backup';
import { boardSchema } from './board-schema';
import { chipIds } from './chip';
import { causes, type Diagnosis } from './diagnosis';
import type { JobOutput } from './job';

const count = z.number().min(0);
const context = z.record(z.string(), z.union([z.string(), z.number()]));

export const backupSchema: z.ZodType<BackupInfo> = z.object({
  id: z.string().min(1).max(128),
  createdAtMs: z.number(),
  chip: z.enum(chipIds),
  mac: z.string().nullable(),
  flashSizeBytes: count.nullable(),
  offset: count,
  sizeBytes: count,
  doneBytes: count,
  label: z.string(),
  fileName: z.string().min(1).max(255),
  sha256: z.string().nullable(),
});

const partition = z.object({
  name: z.string(),
  type: z.number(),
  subtype: z.number(),
  offset: count,
  sizeBytes: count,
  encrypted: z.boolean(),
  readOnly: z.boolean(),
});

const difference = z.object({ offset: count, sizeBytes: count, expected: z.string(), actual: z.string() });

const diagnosis: z.ZodType<Diagnosis> = z.object({
  port: z.string().nullable(),
  cause: z.enum(causes),
  context,
  evidence: z.array(z.object({ code: z.string(), context })),
  bootText: z.string(),
  board: boardSchema.nullable(),
});

/** For reading back from disk what a job brought. */
export const jobOutputSchema: z.ZodType<JobOutput> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('backup'), backup: backupSchema }),
  z.object({
    type: z.literal('partitions'),
    offset: count,
    entries: z.array(partition),
    problem: z.enum(['blank', 'not-a-table', 'damaged']).nullable(),
  }),
  z.object({ type: z.literal('memory'), address: count, hex: z.string() }),
  z.object({
    type: z.literal('comparison'),
    segments: z.array(
      z.object({
        name: z.string(),
        same: z.boolean(),
        differingBytes: count,
        ranges: z.array(difference),
      }),
    ),
  }),
  z.object({ type: z.literal('diagnosis'), diagnosis }),
]);
