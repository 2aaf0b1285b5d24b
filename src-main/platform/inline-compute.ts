import { createHash } from 'node:crypto';
import { deflate } from 'pako';
import type { Compute } from '../engine/engine-context';

/** Compute where it is asked for: for the command line and for tests on virtual time. */
export const inlineCompute: Compute = {
  deflate: async (bytes) => deflate(bytes, { level: 9 }),
  md5: async (bytes) => createHash('md5').update(bytes).digest('hex'),
  // A copy of its own, as the digest is a slice of a shared pool.
  sha256: async (bytes) => Uint8Array.from(createHash('sha256').update(bytes).digest()),
};
