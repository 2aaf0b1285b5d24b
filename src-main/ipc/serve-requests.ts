import { AppError, toAppError } from '../../src-shared/errors/app-error';
import type { RequestName, Requests, Result } from '../../src-shared/ipc/contract';
import { requestNames } from '../../src-shared/ipc/names';
import { requestSchemas } from '../../src-shared/ipc/request-schemas';
import type { RequestHandlers } from '../station-handlers';

/** What every host calls with what came over its wire; never rejects. */
export type ServeRequest = (name: unknown, payload: unknown) => Promise<Result<unknown>>;

function isRequestName(name: unknown): name is RequestName {
  return requestNames.some((known) => known === name);
}

function parseRequest<N extends RequestName>(name: N, payload: unknown): Requests[N]['request'] {
  const parsed = requestSchemas[name].safeParse(payload);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'not valid';
  throw new AppError('request-invalid', { channel: name, reason: where === '' ? what : `${where}: ${what}` });
}

async function answer<N extends RequestName>(
  handlers: RequestHandlers,
  name: N,
  payload: unknown,
): Promise<Requests[N]['result']> {
  return handlers[name](parseRequest(name, payload));
}

/** Reads what came as unknown, calls the station, and puts answer or error in its envelope. Stacks stay here. */
export function serveRequests(handlers: RequestHandlers): ServeRequest {
  return async (name, payload) => {
    try {
      if (!isRequestName(name))
        throw new AppError('request-invalid', { channel: shortName(name), reason: 'no such request' });
      return { ok: true, value: await answer(handlers, name, payload) };
    } catch (error) {
      return { ok: false, error: toAppError(error).toWire() };
    }
  };
}

function shortName(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, 64) : typeof name;
}
