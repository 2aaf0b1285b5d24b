import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../atomic-file';
import { readJson } from '../read-json';

const entrySchema = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1).max(1024),
  sizeBytes: z.int().min(1),
  addedAtMs: z.number(),
  usedAtMs: z.number(),
  architecture: z.enum(['xtensa', 'riscv']),
  hasLines: z.boolean(),
});

/** What is known of a kept ELF file. `usedAtMs`: when it was added or asked for last. */
export type ElfEntry = z.infer<typeof entrySchema>;

const indexName = 'index.json';

/** Never fails: what cannot be read is left out. */
export async function readElfIndex(folder: string): Promise<readonly ElfEntry[]> {
  const parsed = z.array(z.unknown()).safeParse(await readJson(path.join(folder, indexName)));
  if (!parsed.success) return [];
  return parsed.data.flatMap((entry) => entrySchema.safeParse(entry).data ?? []);
}

export function writeElfIndex(folder: string, entries: readonly ElfEntry[]): Promise<void> {
  return writeFileAtomically(path.join(folder, indexName), JSON.stringify(entries, null, 2));
}
