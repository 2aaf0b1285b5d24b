import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { RequestName } from '../../../src-shared/ipc/contract';
import { requestNames } from '../../../src-shared/ipc/names';
import { serveRequests } from '../../../src-main/ipc/serve-requests';
import type { RequestHandlers } from '../../../src-main/station-handlers';
import { badMonitorRequests, goodMonitorRequests } from './monitor-requests';

/** Handlers that note what reached them, and answer or throw what the test says. */
function recordingHandlers(answer: () => unknown = () => null): {
  handlers: RequestHandlers;
  reached: [string, unknown][];
} {
  const reached: [string, unknown][] = [];
  const handlers = Object.fromEntries(
    requestNames.map((name) => [
      name,
      (request: unknown) => {
        reached.push([name, request]);
        return answer();
      },
    ]),
  ) as unknown as RequestHandlers;
  return { handlers, reached };
}

const connect = { port: 'ttyUSB0', chip: 'auto', baud: 115_200, useStub: true };
const segment = { file: 'token', name: 'app.bin', offset: 0x10000, sha256: 'a'.repeat(64) };
const plan = {
  kind: 'flash',
  title: 'demo',
  connect,
  segments: [segment],
  flashMode: 'keep',
  flashFrequency: 'keep',
  flashSize: 'detect',
  eraseAll: false,
  verify: true,
  compress: true,
  skipUnchanged: true,
  force: false,
};

const flashSettings = { flashMode: 'keep', flashFrequency: 'keep', flashSize: 'keep' };
const row = {
  name: 'nvs',
  type: 1,
  subtype: 2,
  offset: null,
  sizeBytes: 0x6000,
  encrypted: false,
  readOnly: false,
};
const layout = {
  title: 'Lamp',
  chip: null,
  ...flashSettings,
  baud: 460_800,
  eraseAll: false,
  items: [{ file: 'token', name: 'app.bin', offset: null, include: true, note: '' }],
};
const conversion = { file: 'token', to: 'hex', chip: null, offset: 0, ...flashSettings };
const merge = {
  parts: [{ file: 'token', offset: 0 }],
  chip: 'esp32',
  to: 'bin',
  ...flashSettings,
  padToSize: null,
  fileName: 'merged.bin',
};
const exported = { rows: [row], tableOffset: 0x8000, to: 'csv', md5: true, fileName: 'partitions.csv' };
const nvs = { file: 'token', to: 'bin', sizeBytes: 0x6000, version: 2 };

const good: Record<RequestName, unknown> = {
  'app:info': null,
  'chips:list': null,
  'ports:list': null,
  'sim:add': { chip: 'esp32c3', flashSize: '4MB' },
  'sim:remove': { port: 'sim://esp32c3' },
  'network-port:add': { url: 'rfc2217://bench:4000' },
  'network-port:remove': { port: 'rfc2217://bench:4000' },
  'doctor:adapters': null,
  'firmware:choose': { what: 'files' },
  'firmware:import': { sources: [{ type: 'demo' }], chip: null, merged: 'split', answers: [] },
  'layout:save': layout,
  'files:cancel': null,
  'image:inspect': { source: { type: 'file', file: 'token' }, chip: 'esp32' },
  'image:compare': { first: 'one', second: 'other' },
  'image:convert': conversion,
  'image:merge': merge,
  'partitions:export': exported,
  'nvs:export': nvs,
  'job:start': plan,
  'job:cancel': { jobId: 'x' },
  'job:list': { limit: 10 },
  'backup:list': null,
  'backup:export': { backup: 'b' },
  'backup:delete': { backup: 'b' },
  'backup:import': { source: { type: 'upload', upload: 'u' }, chip: 'esp32', offset: 0x9000 },
  'trace:export': { jobId: null },
  ...goodMonitorRequests,
  'settings:get': null,
  'settings:set': { theme: 'dark' },
};

const imported = { merged: 'whole', answers: [] };

const bad: Record<RequestName, readonly unknown[]> = {
  'app:info': [{}, 'x', undefined],
  'chips:list': [[], 1],
  'ports:list': [{ refresh: true }],
  'sim:add': [null, {}, { chip: 'esp9000', flashSize: '4MB' }, { chip: 'esp32', flashSize: 4 }],
  'sim:remove': [null, { port: '' }, { port: 'x'.repeat(513) }, { port: 'a', more: 1 }],
  'network-port:add': [null, {}, { url: '' }, { url: 'x'.repeat(513) }, { url: 'a', more: 1 }],
  'network-port:remove': [null, { port: '' }],
  'doctor:adapters': [{}],
  'firmware:choose': [null, { what: 'disk' }],
  'firmware:import': [
    null,
    { sources: [], chip: null, ...imported },
    { sources: [{ type: 'path', path: '' }], chip: null, ...imported },
    { sources: [{ type: 'url', url: 'http://x' }], chip: null, ...imported },
    { sources: Array.from({ length: 257 }, () => ({ type: 'demo' })), chip: null, ...imported },
    { sources: [{ type: 'demo' }], chip: 'esp9000', ...imported },
    { sources: [{ type: 'demo' }], chip: null },
    { sources: [{ type: 'demo' }], chip: null, merged: 'half', answers: [] },
    { sources: [{ type: 'text', text: '' }], chip: null, ...imported },
  ],
  'layout:save': [
    null,
    { ...layout, chip: 'esp9000' },
    { ...layout, items: [{ ...layout.items[0], path: '/etc/passwd' }] },
    { ...layout, items: Array.from({ length: 257 }, () => layout.items[0]) },
  ],
  'files:cancel': [{}],
  'image:inspect': [null, { source: { type: 'file', file: '' }, chip: null }, { source: { type: 'demo' } }],
  'image:compare': [null, { first: 'one' }, { first: 'one', second: '' }],
  'image:convert': [null, { ...conversion, to: 'exe' }, { ...conversion, offset: -1 }],
  'image:merge': [null, { ...merge, parts: [] }, { ...merge, chip: null }, { ...merge, fileName: '' }],
  'partitions:export': [
    null,
    { ...exported, rows: [{ ...row, type: 256 }] },
    { ...exported, rows: [{ ...row, name: 'x'.repeat(65) }] },
    { ...exported, to: 'json' },
  ],
  'nvs:export': [null, { ...nvs, sizeBytes: 0x1001 }, { ...nvs, version: 3 }, { ...nvs, sizeBytes: 2 ** 32 }],
  'job:start': [
    null,
    { kind: 'format-disk', connect },
    { kind: 'identify' },
    { kind: 'identify', connect: { ...connect, baud: 0 } },
    { kind: 'erase', connect: { ...connect, port: 7 }, region: null, label: '' },
    { kind: 'erase', connect, region: { offset: 0, sizeBytes: 0 }, label: '' },
    { kind: 'read', connect, region: { offset: -1, sizeBytes: 1 }, label: '', resume: null },
    { kind: 'restore', connect, backup: '', acceptOtherBoard: false },
    { kind: 'restore', connect, backup: 'b' },
    { kind: 'verify', connect, segments: [{ ...segment, sha256: '' }] },
    { kind: 'partitions', connect, offset: 0.5 },
    { kind: 'read-memory', connect, address: 0x3ff0_0000, sizeBytes: 3 },
    { kind: 'read-memory', connect, address: 0, sizeBytes: 0x10_0000 },
    { kind: 'write-memory', connect, address: 0, value: -1, mask: 1 },
    { ...plan, segments: [{ ...segment, offset: -4096 }] },
    { ...plan, segments: [{ ...segment, offset: 0.5 }] },
    { ...plan, segments: [{ ...segment, offset: 2 ** 32 }] },
    { ...plan, segments: [{ ...segment, sha256: 'A'.repeat(64) }] },
    { ...plan, segments: [{ ...segment, path: '/etc/passwd' }] },
    { ...plan, verify: undefined },
    { ...plan, extra: true },
  ],
  'job:cancel': [null, {}, { jobId: '' }, { jobId: ['x'] }],
  'job:list': [null, {}, { limit: 0 }, { limit: 1e9 }, { limit: '10' }],
  'backup:list': [{}],
  'backup:export': [null, { backup: '' }, { backup: '../settings.json', to: '/etc' }],
  'backup:delete': [null, { backup: 7 }],
  'backup:import': [
    null,
    { source: { type: 'path', path: '/x' }, chip: 'esp32', offset: -1 },
    { source: { type: 'path', path: '/x' }, chip: 'auto', offset: 0 },
  ],
  'trace:export': [null, {}, { jobId: '' }],
  ...badMonitorRequests,
  'settings:get': [{ key: 'theme' }],
  'settings:set': [
    null,
    { theme: 'pink' },
    { baud: '115200' },
    { __proto__: null, unknown: 1 },
    { simulatedBoards: [{ chip: 'esp32c3' }] },
  ],
};

describe('the contract', () => {
  it.each(requestNames)('passes a good %s on, with exactly what was asked', async (name) => {
    const { handlers, reached } = recordingHandlers();
    expect(await serveRequests(handlers)(name, good[name])).toEqual({ ok: true, value: null });
    expect(reached).toEqual([[name, good[name]]]);
  });

  it.each(requestNames.flatMap((name) => bad[name].map((payload) => [name, payload] as const)))(
    'refuses %s with %j',
    async (name, payload) => {
      const { handlers, reached } = recordingHandlers();
      const result = await serveRequests(handlers)(name, payload);
      expect(result).toMatchObject({
        ok: false,
        error: { code: 'request-invalid', context: { channel: name } },
      });
      expect(reached).toEqual([]);
    },
  );

  it.each(['', 'job:stop', '__proto__', 'constructor', 'toString', 7, null, undefined, {}, ['app:info']])(
    'knows no request named %j',
    async (name) => {
      const { handlers, reached } = recordingHandlers();
      expect(await serveRequests(handlers)(name, null)).toMatchObject({
        ok: false,
        error: { code: 'request-invalid' },
      });
      expect(reached).toEqual([]);
    },
  );

  it('sends errors as data, without stack or cause', async () => {
    const cause = new Error('ENOENT /home/somebody/secret');
    const { handlers } = recordingHandlers(() => {
      throw new AppError('file-not-found', { name: 'app.bin' }, { cause });
    });
    const result = await serveRequests(handlers)('app:info', null);
    expect(result).toMatchObject({ ok: false, error: { code: 'file-not-found' } });
    const wire = JSON.stringify(result);
    expect(wire).not.toContain('secret');
    expect(wire).not.toContain('.ts:');
  });

  it('calls anything else that is thrown an internal error', async () => {
    const { handlers } = recordingHandlers(() => {
      throw new TypeError('x is not a function');
    });
    expect(await serveRequests(handlers)('app:info', null)).toMatchObject({
      ok: false,
      error: { code: 'internal', context: { reason: 'x is not a function' } },
    });
  });
});
