import type { ErrorCode } from '../../src-shared/errors/error-texts';

const others: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'no-response',
  'stub-failed',
  'supply-broke-down',
  'flash-not-found',
  'address-unreachable',
]);

/** Whether the connection doctor can tell more about this error. */
export function isForDoctor(code: ErrorCode): boolean {
  return /^(connect|port)-/.test(code) ? code !== 'port-url-invalid' : others.has(code);
}
