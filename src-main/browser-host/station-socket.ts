import type { WebSocket } from 'ws';
import type { Clock } from '../../src-shared/time/clock';
import { feedEvents } from '../ipc/event-feed';
import type { ServeRequest } from '../ipc/serve-requests';
import type { Station } from '../station';

/** A page that does not keep up loses lines and byte counts, never a job's states. */
const maxBacklogBytes = 8 * 1024 * 1024;

interface SocketRequest {
  readonly id: number;
  readonly name: unknown;
  readonly request: unknown;
}

/** Null where the text is no request that could be answered. */
export function parseSocketRequest(text: string): SocketRequest | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null || !('id' in message)) return null;
  if (typeof message.id !== 'number' || !Number.isSafeInteger(message.id)) return null;
  const { name = null, request = null } = message as Readonly<Record<string, unknown>>;
  return { id: message.id, name, request };
}

/** Serves the contract to one page: requests are answered by their id, events come as they happen. */
export function serveSocket(socket: WebSocket, station: Station, serve: ServeRequest, clock: Clock): void {
  const send = (message: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const endFeed = feedEvents(
    station,
    clock,
    (name, payload) => send({ event: name, payload }),
    () => socket.bufferedAmount > maxBacklogBytes,
  );
  socket.on('close', endFeed);
  // `ws` closes the socket itself after an error; without a listener the error would end the process.
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? null : parseSocketRequest(textOf(data));
    if (message === null) {
      socket.close(1003, 'not a request');
      return;
    }
    void serve(message.name, message.request).then((result) => send({ id: message.id, result }));
  });
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as ArrayBuffer).toString('utf8');
}
