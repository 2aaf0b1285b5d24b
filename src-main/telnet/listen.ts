import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { AppError } from '../../src-shared/errors/app-error';

export interface ListenAt {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Something that listens, until it is closed. */
export interface NetworkServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Accepts connections; one that is open when the server is closed is cut. Throws `address-not-available`. */
export async function listen(at: ListenAt, onConnection: (socket: Socket) => void): Promise<NetworkServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // 'close' follows and is what counts.
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const address = formatAddress(at);
      reject(new AppError('address-not-available', { address, reason: cause.message }, { cause }));
    });
    server.listen(at.port, at.host, resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: () => closeServer(server, sockets) };
}

/** `host:port`; an IPv6 address in brackets. */
export function formatAddress({ host, port }: ListenAt): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
