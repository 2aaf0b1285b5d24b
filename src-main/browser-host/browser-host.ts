import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../src-shared/time/clock';
import { serveRequests } from '../ipc/serve-requests';
import type { Station } from '../station';
import type { DownloadStore } from './download-store';
import { serveHttp } from './http-routes';
import { loopbackHosts, RequestGuard } from './request-guard';
import { serveSocket } from './station-socket';
import { UploadStore, type UploadLimits } from './upload-store';

/** A flash plan with 256 segments is a tenth of this. */
const maxMessageBytes = 1024 * 1024;
const maxConnections = 16;

export interface BrowserHostOptions {
  readonly station: Station;
  readonly clock: Clock;
  readonly rendererFolder: string;
  readonly iconFile: string;
  /** Where the folder for uploads is made. */
  readonly temporaryFolder: string;
  /** 0: a free one. */
  readonly port: number;
  readonly uploadLimits?: UploadLimits;
  /** What the station's host adapter has offered. */
  readonly downloads: DownloadStore;
}

export interface BrowserHost {
  readonly port: number;
  readonly token: string;
  /** With the token: whoever has this address has the station. */
  readonly address: string;
  /** Ends all connections and removes what was uploaded. */
  close(): Promise<void>;
}

/** Serves the station to a browser on this computer, and to nobody else. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { station, rendererFolder, iconFile, temporaryFolder, uploadLimits, downloads } = options;
  const server = createServer();
  const port = await listen(server, options.port);
  const token = randomBytes(32).toString('base64url');
  const guard = new RequestGuard(token, port);
  const uploads = new UploadStore(
    temporaryFolder,
    (id, folder) => station.registerUpload(id, folder),
    uploadLimits,
  );
  const socketSources = loopbackHosts(port).map((host) => `ws://${host}`);
  server.on('request', (request, response) => {
    void serveHttp({ rendererFolder, iconFile, guard, uploads, downloads, socketSources }, request, response);
  });
  const sockets = acceptSockets(server, guard, options);

  return {
    port,
    token,
    address: `http://127.0.0.1:${port}/?token=${token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await uploads.close();
    },
  };
}

/** Loopback only, whatever the machine's interfaces are. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function acceptSockets(
  server: Server,
  guard: RequestGuard,
  { station, clock }: BrowserHostOptions,
): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  const serve = serveRequests(station.handlers);
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const [path, query] = (request.url ?? '').split('?');
    const token = new URLSearchParams(query).get('token');
    if (path !== '/station') refuseUpgrade(stream, '404 Not Found');
    else if (!guard.isOwnOrigin(request.headers) || !guard.isToken(token))
      refuseUpgrade(stream, '403 Forbidden');
    else if (sockets.clients.size >= maxConnections) refuseUpgrade(stream, '503 Service Unavailable');
    else sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, station, serve, clock));
  });
  return sockets;
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
