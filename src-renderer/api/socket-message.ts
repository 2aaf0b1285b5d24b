import type { EventName, Result } from '../../src-shared/ipc/contract';
import { eventNames } from '../../src-shared/ipc/names';

export type SocketMessage =
  | { readonly type: 'answer'; readonly id: number; readonly result: Result<never> }
  | { readonly type: 'event'; readonly name: EventName; readonly payload: never };

/** Null for anything that is not a message of the station. The payloads are the contract's, which both sides are built from. */
export function readSocketMessage(text: string): SocketMessage | null {
  const value = parseObject(text);
  if (value === null) return null;
  const { id, result, event, payload } = value;
  if (typeof id === 'number' && isResult(result))
    return { type: 'answer', id, result: result as Result<never> };
  const name = eventNames.find((known) => known === event);
  return name === undefined ? null : { type: 'event', name, payload: payload as never };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isResult(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
}
