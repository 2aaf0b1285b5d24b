/** What the worker computes. `sha256` and `md5` answer with the raw digest. */
export type ComputeOperation = 'deflate' | 'md5' | 'sha256';

export interface ComputeRequest {
  readonly id: number;
  readonly operation: ComputeOperation;
  readonly bytes: Uint8Array;
}

export type ComputeAnswer =
  { readonly id: number; readonly bytes: Uint8Array } | { readonly id: number; readonly failure: string };
