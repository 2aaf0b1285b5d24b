import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startBrowserHost, type BrowserHost } from '../../src-main/browser-host/browser-host';
import { DownloadStore } from '../../src-main/browser-host/download-store';
import type { UploadLimits } from '../../src-main/browser-host/upload-store';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { inlineFiles } from '../../src-main/platform/inline-files';
import { realClock } from '../../src-main/platform/real-clock';
import { Emitter } from '../../src-main/services/emitter';
import { createStation, type Station } from '../../src-main/station';
import type { RequestHandlers } from '../../src-main/station-handlers';
import type { TraceEntry } from '../../src-shared/model/trace';
import { temporaryFolder } from '../support/temporary-folder';

interface Bench {
  readonly host: BrowserHost;
  readonly uploads: Map<string, string>;
  readonly uploadsFolder: string;
  readonly downloads: DownloadStore;
  readonly trace: Emitter<readonly TraceEntry[]>;
}

/** The browser host with a page to serve and a station that answers `app:info`. */
async function openHost(uploadLimits?: UploadLimits): Promise<Bench> {
  const folder = await temporaryFolder();
  const rendererFolder = path.join(folder, 'renderer');
  const uploadsFolder = path.join(folder, 'uploads');
  await mkdir(rendererFolder);
  await mkdir(uploadsFolder);
  await writeFile(path.join(rendererFolder, 'index.html'), '<!doctype html><title>Kiln</title>');
  await writeFile(path.join(folder, 'outside.json'), '{"secret": true}');
  const uploads = new Map<string, string>();
  const trace = new Emitter<readonly TraceEntry[]>();
  const handlers = {
    'app:info': () => ({ version: '1', host: 'browser', platform: 'test' }),
  } as unknown as RequestHandlers;
  const station: Station = {
    handlers,
    activeJobCount: 0,
    on: (name, listener) =>
      name === 'trace:lines' ? trace.on(listener as (lines: readonly TraceEntry[]) => void) : () => undefined,
    registerUpload: (id, uploadFolder) => {
      uploads.set(id, uploadFolder);
      return () => uploads.delete(id);
    },
    close: async () => undefined,
  };
  const downloads = new DownloadStore();
  const host = await startBrowserHost({
    station,
    clock: realClock,
    rendererFolder,
    iconFile: path.resolve('resources/icons/32x32.png'),
    temporaryFolder: uploadsFolder,
    downloads,
    port: 0,
    ...(uploadLimits === undefined ? {} : { uploadLimits }),
  });
  onTestFinished(() => host.close());
  return { host, uploads, uploadsFolder, downloads, trace };
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Ask {
  readonly method?: string;
  /** As it goes over the line: nothing is resolved away. */
  readonly target: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

function ask({ host }: Bench, { method = 'GET', target, headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port: host.port, method, path: target, headers, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const origin = ({ host }: Pick<Bench, 'host'>): string => `http://127.0.0.1:${host.port}`;
const allowed = (bench: Bench): Record<string, string> => ({
  origin: origin(bench),
  'x-kiln-token': bench.host.token,
});

async function openUpload(bench: Bench): Promise<string> {
  const { body } = await ask(bench, { method: 'POST', target: '/upload', headers: allowed(bench) });
  return (JSON.parse(body) as { upload: string }).upload;
}

const put = (bench: Bench, upload: string, file: string, body: string | Buffer): Promise<Answer> =>
  ask(bench, {
    method: 'PUT',
    target: `/upload/${upload}?path=${encodeURIComponent(file)}`,
    headers: allowed(bench),
    body,
  });

/** How an attempt to open the socket went: the HTTP status of a refusal, or `open`. */
function knock(
  bench: Bench,
  query: string,
  options: { origin?: string; host?: string },
): Promise<number | 'open'> {
  const socket = new WebSocket(`ws://127.0.0.1:${bench.host.port}/station${query}`, {
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    headers: options.host === undefined ? {} : { host: options.host },
  });
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
  });
}

/** An open socket and everything that comes through it. */
async function openSocket(bench: Pick<Bench, 'host'>): Promise<{
  socket: WebSocket;
  next: () => Promise<unknown>;
  closed: Promise<number>;
}> {
  const socket = new WebSocket(`ws://127.0.0.1:${bench.host.port}/station?token=${bench.host.token}`, {
    origin: origin(bench),
  });
  const arrived: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString());
    const wake = waiting.shift();
    if (wake === undefined) arrived.push(message);
    else wake(message);
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    socket,
    closed,
    next: () => (arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((r) => waiting.push(r))),
  };
}

describe('the page', () => {
  it('comes with a strict policy and is never kept', async () => {
    const bench = await openHost();
    const { status, headers, body } = await ask(bench, { target: `/?token=${bench.host.token}` });
    expect(status).toBe(200);
    expect(body).toContain('Kiln');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain(
      `connect-src 'self' ws://127.0.0.1:${bench.host.port}`,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it.each([
    '/../outside.json',
    '/%2e%2e/outside.json',
    '/..%2foutside.json',
    '/..\\outside.json',
    '//etc/hosts',
  ])('is all there is: %s is not found', async (target) => {
    const bench = await openHost();
    const { status, body } = await ask(bench, { target });
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
    'is not served under the name %j',
    async (host) => {
      const bench = await openHost();
      const { status } = await ask(bench, { target: '/', headers: { host } });
      expect(status).toBe(403);
    },
  );

  it('brings its icon', async () => {
    const { status, headers } = await ask(await openHost(), { target: '/favicon.ico' });
    expect([status, headers['content-type']]).toEqual([200, 'image/png']);
  });

  it('is served as localhost too', async () => {
    const bench = await openHost();
    const headers = { host: `localhost:${bench.host.port}` };
    expect((await ask(bench, { target: '/', headers })).status).toBe(200);
  });

  it.each(['DELETE', 'OPTIONS', 'PATCH', 'POST'])('does not answer to %s', async (method) => {
    const bench = await openHost();
    const { status, headers } = await ask(bench, { method, target: '/', headers: allowed(bench) });
    expect(status).toBe(405);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the socket', () => {
  it('opens for our own page with the token', async () => {
    const bench = await openHost();
    expect(await knock(bench, `?token=${bench.host.token}`, { origin: origin(bench) })).toBe('open');
  });

  it.each(['', '?token=', '?token=wrong', '?token=undefined', '?other=1'])(
    'stays shut for the token of %j',
    async (query) => {
      const bench = await openHost();
      expect(await knock(bench, query, { origin: origin(bench) })).toBe(403);
    },
  );

  it('stays shut for half a token and for a longer one', async () => {
    const bench = await openHost();
    const { token } = bench.host;
    expect(await knock(bench, `?token=${token.slice(0, 20)}`, { origin: origin(bench) })).toBe(403);
    expect(await knock(bench, `?token=${token}x`, { origin: origin(bench) })).toBe(403);
  });

  it.each([undefined, 'null', 'http://evil.example', 'http://127.0.0.1:1', 'https://127.0.0.1'])(
    'stays shut for a page from %s, though it has the token',
    async (from) => {
      const bench = await openHost();
      const options = from === undefined ? {} : { origin: from };
      expect(await knock(bench, `?token=${bench.host.token}`, options)).toBe(403);
    },
  );

  it('stays shut for a name that was made to point here', async () => {
    const bench = await openHost();
    const query = `?token=${bench.host.token}`;
    const options = { origin: 'http://evil.example', host: 'evil.example' };
    expect(await knock(bench, query, options)).toBe(403);
  });

  it('answers each request under its id', async () => {
    const bench = await openHost();
    const { socket, next } = await openSocket(bench);
    socket.send(JSON.stringify({ id: 7, name: 'app:info', request: null }));
    expect(await next()).toEqual({
      id: 7,
      result: { ok: true, value: { version: '1', host: 'browser', platform: 'test' } },
    });
    socket.send(JSON.stringify({ id: 8, name: 'format:disk', request: null }));
    expect(await next()).toMatchObject({ id: 8, result: { ok: false, error: { code: 'request-invalid' } } });
    socket.terminate();
  });

  it('brings events, and stops listening when it is closed', async () => {
    const bench = await openHost();
    const { socket, next, closed } = await openSocket(bench);
    expect(bench.trace.listenerCount).toBe(1);
    bench.trace.emit([{ atMs: 1, port: 'a', jobId: null, body: { type: 'text', text: 'x' } }]);
    expect(await next()).toMatchObject({ event: 'trace:lines', payload: [{ atMs: 1 }] });
    await bench.host.close();
    await closed;
    expect(bench.trace.listenerCount).toBe(0);
    socket.terminate();
  });

  it.each(['', 'null', '[]', '{"name": "app:info"}', '{"id": "7", "name": "app:info"}', '{"id": 1e99}'])(
    'closes on what is no request: %j',
    async (text) => {
      const bench = await openHost();
      const { socket, closed } = await openSocket(bench);
      socket.send(text);
      expect(await closed).toBe(1003);
    },
  );

  it('closes on a message that is too large to be one', async () => {
    const bench = await openHost();
    const { socket, closed } = await openSocket(bench);
    socket.send('x'.repeat(1024 * 1024 + 1));
    expect(await closed).toBe(1009);
  });
});

describe('uploads', () => {
  it('keep the files of a folder together, where the station finds them, until the host ends', async () => {
    const bench = await openHost();
    const upload = await openUpload(bench);
    expect((await put(bench, upload, 'build/flasher_args.json', '{}')).status).toBe(200);
    expect((await put(bench, upload, 'build/boot/b.bin', Buffer.from([0xe9, 0]))).status).toBe(200);
    const folder = bench.uploads.get(upload) ?? '';
    expect(await readFile(path.join(folder, 'build/boot/b.bin'))).toEqual(Buffer.from([0xe9, 0]));
    await bench.host.close();
    expect(existsSync(folder)).toBe(false);
    expect(await readdir(bench.uploadsFolder)).toEqual([]);
    expect(bench.uploads.size).toBe(0);
  });

  it.each([
    ['no token', (bench: Bench) => ({ origin: origin(bench) })],
    ['a wrong token', (bench: Bench) => ({ ...allowed(bench), 'x-kiln-token': 'x' })],
    ['no origin', (bench: Bench) => ({ 'x-kiln-token': bench.host.token })],
    ['a foreign origin', (bench: Bench) => ({ ...allowed(bench), origin: 'http://evil.example' })],
    ['a foreign name', (bench: Bench) => ({ ...allowed(bench), host: 'evil.example' })],
  ])('are refused with %s', async (_what, headers) => {
    const bench = await openHost();
    const upload = await openUpload(bench);
    const opened = await ask(bench, { method: 'POST', target: '/upload', headers: headers(bench) });
    expect(opened.status).toBe(403);
    const target = `/upload/${upload}?path=x.bin`;
    expect((await ask(bench, { method: 'PUT', target, headers: headers(bench), body: 'x' })).status).toBe(
      403,
    );
    expect(await readdir(bench.uploads.get(upload) ?? '')).toEqual([]);
  });

  it.each(['../x', '/etc/x', 'a/../../x', '..\\x', 'C:\\x', 'a\0b', '', '.'])(
    'cannot climb out of their folder: %j',
    async (file) => {
      const bench = await openHost();
      const upload = await openUpload(bench);
      expect((await put(bench, upload, file, 'x')).status).toBe(400);
      expect(await readdir(bench.uploadsFolder, { recursive: true })).toHaveLength(2);
    },
  );

  it('go only into a set that was opened', async () => {
    const bench = await openHost();
    expect((await put(bench, '00000000-0000-0000-0000-000000000000', 'x', 'x')).status).toBe(404);
    expect((await put(bench, '..', 'x', 'x')).status).toBe(405);
  });

  it('do not overwrite one another', async () => {
    const bench = await openHost();
    const upload = await openUpload(bench);
    await put(bench, upload, 'a.bin', 'first');
    expect((await put(bench, upload, 'a.bin', 'second')).status).toBe(409);
    expect((await put(bench, upload, 'a.bin/b', 'x')).status).toBe(409);
    expect(await readFile(path.join(bench.uploads.get(upload) ?? '', 'a.bin'), 'utf8')).toBe('first');
  });

  it('are bounded in size and in number, and what is refused is not kept', async () => {
    const bench = await openHost({ maxUploads: 2, maxFiles: 2, maxBytes: 1000 });
    const upload = await openUpload(bench);
    expect((await put(bench, upload, 'large.bin', Buffer.alloc(1001))).status).toBe(413);
    expect(await readdir(bench.uploads.get(upload) ?? '')).toEqual([]);
    expect((await put(bench, upload, 'small.bin', Buffer.alloc(1000))).status).toBe(200);
    const other = await openUpload(bench);
    expect((await put(bench, other, 'a', 'x')).status).toBe(200);
    expect((await put(bench, other, 'b', 'x')).status).toBe(200);
    expect((await put(bench, other, 'c', 'x')).status).toBe(413);
    await openUpload(bench);
    expect([...bench.uploads.keys()]).not.toContain(upload);
    expect(bench.uploads.size).toBe(2);
  });
});

describe('downloads', () => {
  async function offered(bench: Bench, suggestedName: string, text: string): Promise<string> {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, text);
    return bench.downloads.offer({ path: file, suggestedName });
  }

  it('bring the file under its name, once', async () => {
    const bench = await openHost();
    const target = await offered(bench, 'esp32c3-2026-11-21.bin', 'all of the flash');
    const { status, headers, body } = await ask(bench, {
      target,
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect([status, body]).toEqual([200, 'all of the flash']);
    expect(headers['content-disposition']).toBe(
      `attachment; filename="esp32c3-2026-11-21.bin"; filename*=UTF-8''esp32c3-2026-11-21.bin`,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(bench, { target })).status).toBe(404);
  });

  it('keep a name from breaking out of its header', async () => {
    const bench = await openHost();
    const target = await offered(bench, 'a"; x=\r\nb: ü.bin', 'x');
    const { headers } = await ask(bench, { target });
    expect(headers['content-disposition']).toBe(
      `attachment; filename="a_; x=__b: _.bin"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ab%3A%20%C3%BC.bin`,
    );
  });

  it('are refused to a page from elsewhere, and stay for our own', async () => {
    const bench = await openHost();
    const target = await offered(bench, 'a.bin', 'x');
    for (const from of ['cross-site', 'same-site', 'none'])
      expect((await ask(bench, { target, headers: { 'sec-fetch-site': from } })).status).toBe(403);
    expect((await ask(bench, { target, headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await ask(bench, { target })).status).toBe(200);
  });

  it('need an address that was given', async () => {
    const bench = await openHost();
    const target = await offered(bench, 'a.bin', 'x');
    const others = [target.slice(0, -1), `${target}A`, target.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))];
    for (const other of others) expect((await ask(bench, { target: other })).status).toBe(404);
    expect((await ask(bench, { method: 'POST', target, headers: allowed(bench) })).status).toBe(405);
    expect((await ask(bench, { target })).body).toBe('x');
  });

  it('say so when the file has gone meanwhile', async () => {
    const bench = await openHost();
    const target = await bench.downloads.offer({ path: '/nowhere/a.bin', suggestedName: 'a.bin' });
    expect((await ask(bench, { target })).status).toBe(404);
  });

  it('bring a text that depends on its folder as that of an unknown one', async () => {
    const bench = await openHost();
    const textFor = (folder: string | null) => (folder === null ? 'grüße' : folder);
    const target = await bench.downloads.offer({ suggestedName: 'board.kiln', textFor });
    const { status, headers, body } = await ask(bench, { target });
    expect([status, body, headers['content-length']]).toEqual([200, 'grüße', '7']);
    expect(headers['content-disposition']).toContain('filename="board.kiln"');
    expect((await ask(bench, { target })).status).toBe(404);
  });

  it('tell whoever asked when such a text cannot be made', async () => {
    const bench = await openHost();
    const textFor = () => Promise.reject(new Error('no text'));
    await expect(bench.downloads.offer({ suggestedName: 'board.kiln', textFor })).rejects.toThrow('no text');
  });
});

describe('the host', () => {
  it('has another token every time', async () => {
    const [one, other] = [await openHost(), await openHost()];
    expect(one.host.token).not.toBe(other.host.token);
    expect(Buffer.from(one.host.token, 'base64url')).toHaveLength(32);
  });
});

describe('two pages of one station', () => {
  it('see the same jobs, and one that goes takes nothing from the other', async () => {
    const folder = await temporaryFolder();
    const station = await createStation({
      userDataFolder: folder,
      resourcesFolder: path.resolve('resources'),
      clock: realClock,
      wallClock: Date.now,
      compute: inlineCompute,
      files: inlineFiles,
      scans: inlineFiles,
      decoding: inlineFiles,
      version: '0',
      platform: 'test',
      host: {
        kind: 'browser',
        firmwareSources: ['demo'],
        chooseFirmware: async () => null,
        offerFile: async () => null,
      },
      listNativePorts: async () => [],
    });
    const host = await startBrowserHost({
      station,
      clock: realClock,
      rendererFolder: folder,
      iconFile: path.join(folder, 'icon.png'),
      temporaryFolder: folder,
      downloads: new DownloadStore(),
      port: 0,
    });
    onTestFinished(async () => {
      await host.close();
      await station.close();
    });
    const [one, other] = [await openSocket({ host }), await openSocket({ host })];
    const connect = { port: 'sim://esp32c3?speed=fast', chip: 'auto', baud: 115_200, useStub: true };
    one.socket.send(JSON.stringify({ id: 1, name: 'job:start', request: { kind: 'identify', connect } }));
    const states: string[] = [];
    for (let gone = false; states.at(-1) !== 'succeeded' && states.at(-1) !== 'failed';) {
      const message = (await other.next()) as { event?: string; payload?: { job?: { state: string } } };
      const state = message.event === 'job:event' ? message.payload?.job?.state : undefined;
      if (state === undefined) continue;
      states.push(state);
      // In the middle of the job that it has started itself.
      if (!gone) one.socket.terminate();
      gone = true;
    }
    expect([states[0], states.at(-1)]).toEqual(['queued', 'succeeded']);
    other.socket.terminate();
  });
});
