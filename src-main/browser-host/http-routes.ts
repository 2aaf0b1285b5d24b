import type { IncomingMessage, ServerResponse } from 'node:http';
import { assetHeaders, readAsset, readAssetFile } from '../platform/renderer-assets';
import { downloadPathPattern, type DownloadStore } from './download-store';
import type { RequestGuard } from './request-guard';
import { serveDownload } from './serve-download';
import { UploadRefused, type UploadStore } from './upload-store';

export interface HttpRoutes {
  readonly rendererFolder: string;
  /** What the browser shows on the page's tab: it asks for one whether or not the page names it. */
  readonly iconFile: string;
  readonly guard: RequestGuard;
  readonly uploads: UploadStore;
  readonly downloads: DownloadStore;
  /** Where the page may open its socket. */
  readonly socketSources: readonly string[];
}

/** Answers one HTTP request; never rejects. */
export async function serveHttp(
  routes: HttpRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await route(routes, request, response);
  } catch (error) {
    const refused = error instanceof UploadRefused;
    sendText(response, refused ? error.status : 500, refused ? error.message : 'internal error');
  } finally {
    // What was not read of a refused body would be taken for the next request.
    if (!request.complete) response.once('finish', () => request.destroy());
  }
}

async function route(routes: HttpRoutes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!routes.guard.isKnownHost(request.headers)) {
    sendText(response, 403, 'unknown host');
    return;
  }
  const address = parseAddress(request);
  if (address === null) {
    sendText(response, 400, 'bad address');
    return;
  }
  const { method } = request;
  const download = downloadPathPattern.exec(address.path)?.[1];
  if (method === 'GET' && download !== undefined) await serveOffered(routes, download, request, response);
  else if (method === 'GET' || method === 'HEAD') await serveAsset(routes, address, method, response);
  else await serveUpload(routes, address, request, response);
}

/** The raw target: URL would quietly resolve `..` away, and what climbs is to be refused. */
function parseAddress({ url }: IncomingMessage): { path: string; query: URLSearchParams } | null {
  if (url === undefined || !url.startsWith('/')) return null;
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  return { path, query: new URLSearchParams(query) };
}

async function serveAsset(
  { rendererFolder, iconFile, socketSources }: HttpRoutes,
  { path }: { path: string },
  method: 'GET' | 'HEAD',
  response: ServerResponse,
): Promise<void> {
  const asset = await (path === '/favicon.ico' ? readAssetFile(iconFile) : readAsset(rendererFolder, path));
  if (asset === null) {
    sendText(response, 404, 'not found');
    return;
  }
  response.writeHead(200, { ...assetHeaders(asset, socketSources), 'content-length': asset.bytes.length });
  response.end(method === 'GET' ? asset.bytes : undefined);
}

/** Following a link sends no origin: browsers say instead where it was, and from another site it is refused. */
async function serveOffered(
  { downloads }: HttpRoutes,
  token: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const from = headers['sec-fetch-site'];
  if (from !== undefined && from !== 'same-origin') {
    sendText(response, 403, 'forbidden');
    return;
  }
  const file = downloads.take(token);
  if (file === null || !(await serveDownload(file, response))) sendText(response, 404, 'not found');
}

async function serveUpload(
  { guard, uploads }: HttpRoutes,
  { path, query }: { path: string; query: URLSearchParams },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = /^\/upload\/([0-9a-f-]{1,64})$/.exec(path)?.[1];
  const opens = request.method === 'POST' && path === '/upload';
  const adds = request.method === 'PUT' && id !== undefined;
  if (!opens && !adds) {
    sendText(response, 405, 'not allowed');
    return;
  }
  if (!guard.isOwnOrigin(request.headers) || !guard.isToken(request.headers['x-kiln-token'])) {
    sendText(response, 403, 'forbidden');
    return;
  }
  if (opens) {
    send(response, 200, 'application/json', JSON.stringify({ upload: await uploads.open() }));
  } else {
    await uploads.add(id ?? '', query.get('path'), request);
    send(response, 200, 'application/json', '{}');
  }
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', text);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...(status >= 400 ? { connection: 'close' } : {}),
  });
  response.end(body);
}
