import { AppError } from '../../src-shared/errors/app-error';
import type {
  EventName,
  Events,
  RequestName,
  Requests,
  Result,
  StationClient,
} from '../../src-shared/ipc/contract';
import type { Clock } from '../../src-shared/time/clock';
import { unwrap } from './electron-client';
import { EventHub } from './event-hub';
import { readSocketMessage } from './socket-message';
import type { ConnectionState, StationConnection } from './station-connection';

export interface SocketHandlers {
  readonly onOpen: () => void;
  readonly onMessage: (text: string) => void;
  /** Once, whatever the reason: refused, lost or closed. */
  readonly onClose: () => void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
}

export type OpenSocket = (handlers: SocketHandlers) => Socket;

interface Pending {
  readonly resolve: (result: Result<never>) => void;
  readonly reject: (error: AppError) => void;
}

const firstRetryMs = 500;
const longestRetryMs = 5000;

/** The station behind a WebSocket. Connects again by itself; what was on the way when it broke fails, nothing is sent twice. */
export class SocketClient implements StationClient, StationConnection {
  readonly #openSocket: OpenSocket;
  readonly #clock: Clock;
  readonly #events = new EventHub();
  readonly #pending = new Map<number, Pending>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  /** Requests made before the first answer to "are you there". */
  #waiting: (() => void)[] = [];
  #socket: Socket | null = null;
  #state: ConnectionState = 'connecting';
  #nextId = 1;
  #retryMs = firstRetryMs;
  #cancelRetry: (() => void) | null = null;
  #closed = false;

  constructor(openSocket: OpenSocket, clock: Clock) {
    this.#openSocket = openSocket;
    this.#clock = clock;
    this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => {
      this.#stateListeners.delete(listener);
    };
  }

  on<N extends EventName>(name: N, listener: (event: Events[N]) => void): () => void {
    return this.#events.on(name, listener);
  }

  async request<N extends RequestName>(
    name: N,
    request: Requests[N]['request'],
  ): Promise<Requests[N]['result']> {
    if (this.#state === 'connecting') await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const socket = this.#socket;
    if (this.#state !== 'ready' || !socket) throw new AppError('station-unreachable');
    const id = this.#nextId++;
    const answer = new Promise<Result<never>>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    socket.send(JSON.stringify({ id, name, request }));
    return unwrap(await answer);
  }

  /** Ends the connection for good. */
  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#socket?.close();
  }

  #connect(): void {
    this.#socket = this.#openSocket({
      onOpen: () => {
        this.#retryMs = firstRetryMs;
        this.#enter('ready');
      },
      onMessage: (text) => {
        this.#receive(text);
      },
      onClose: () => {
        this.#lose();
      },
    });
  }

  #lose(): void {
    this.#socket = null;
    this.#enter('unreachable');
    for (const pending of this.#pending.values()) pending.reject(new AppError('station-unreachable'));
    this.#pending.clear();
    if (this.#closed) return;
    this.#cancelRetry = this.#clock.schedule(this.#retryMs, () => {
      this.#connect();
    });
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
    for (const listener of [...this.#stateListeners]) listener(state);
  }

  #receive(text: string): void {
    const message = readSocketMessage(text);
    if (message === null) return;
    if (message.type === 'event') {
      this.#events.emit(message.name, message.payload);
      return;
    }
    this.#pending.get(message.id)?.resolve(message.result);
    this.#pending.delete(message.id);
  }
}
