import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { deflate } from 'pako';
import type { ComputeAnswer, ComputeOperation, ComputeRequest } from './compute-messages';

function digest(algorithm: 'md5' | 'sha256', bytes: Uint8Array): Uint8Array {
  // A copy of its own: the digest is a slice of a pool that cannot be transferred.
  return Uint8Array.from(createHash(algorithm).update(bytes).digest());
}

const operations: Record<ComputeOperation, (bytes: Uint8Array) => Uint8Array> = {
  deflate: (bytes) => deflate(bytes, { level: 9 }),
  md5: (bytes) => digest('md5', bytes),
  sha256: (bytes) => digest('sha256', bytes),
};

function answer({ id, operation, bytes }: ComputeRequest): ComputeAnswer {
  try {
    return { id, bytes: operations[operation](bytes) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (request: ComputeRequest) => {
  const reply = answer(request);
  const transfer = 'bytes' in reply ? [reply.bytes.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(reply, transfer);
});
