import type { RequestName } from '../../../src-shared/ipc/contract';
import { format8N1 } from '../../../src-shared/model/monitor';

/** The requests about monitors, crashes and ELF files. */
export type MonitorRequestName = Extract<
  RequestName,
  `monitor:${string}` | `crash:${string}` | `core-dump:${string}` | `elf:${string}`
>;

const monitor = 'm';
const elf = 'a'.repeat(64);
const open = { port: 'sim://esp32', baud: 74_880, format: format8N1, attach: true };
const text = { type: 'text', text: 'heap', ending: 'lf' };
const sendFile = { monitor, source: { type: 'file', file: 'f' }, chunkBytes: 64, pauseMs: 10 };
const query = { text: 'heap', mode: 'regex', caseSensitive: false };
const filter = { tags: [{ tag: '*', level: 'I' }], text: query, inverted: true };
const read = { monitor, from: 0, count: 100, direction: 'backward', filter };
const find = { monitor, query, from: 7, direction: 'forward', filter: null };
const exported = { monitor, to: 'csv', timestamps: 'absolute', filter: null };

export const goodMonitorRequests: Record<MonitorRequestName, unknown> = {
  'monitor:open': open,
  'monitor:close': { monitor },
  'monitor:list': null,
  'monitor:configure': { monitor, baud: 300, format: { dataBits: 5, parity: 'odd', stopBits: 2 } },
  'monitor:set-lines': { monitor, dtr: null, rts: true },
  'monitor:reset': { monitor, into: 'download' },
  'monitor:send': { monitor, what: text, echo: true },
  'monitor:send-file': sendFile,
  'monitor:stop-sending': { monitor },
  'monitor:read': read,
  'monitor:find': find,
  'monitor:bytes': { monitor, offset: null, sizeBytes: 4096 },
  'monitor:clear': { monitor },
  'monitor:export': exported,
  'monitor:log': { monitor, on: true },
  'monitor:logs': null,
  'monitor:log-export': { name: 'ttyUSB0.log' },
  'monitor:log-delete': { name: 'ttyUSB0.log' },
  'monitor:found': { monitor },
  'crash:decode': { monitor, crash: 0, elf: null },
  'core-dump:decode': { monitor, dump: 1, elf },
  'core-dump:export': { monitor, dump: 1 },
  'elf:add': { source: { type: 'path', path: '/build/app.elf' } },
  'elf:list': null,
  'elf:forget': { elf },
};

export const badMonitorRequests: Record<MonitorRequestName, readonly unknown[]> = {
  'monitor:open': [
    null,
    { ...open, port: '' },
    { ...open, baud: 0 },
    { ...open, baud: 115_200.5 },
    { ...open, format: { ...format8N1, stopBits: 1.5 } },
    { ...open, format: { ...format8N1, dataBits: 9 } },
    { ...open, attach: undefined },
  ],
  'monitor:close': [null, { monitor: '' }, { monitor, forget: true }],
  'monitor:list': [{}],
  'monitor:configure': [null, { monitor, baud: 115_200 }, { monitor, baud: 1e9, format: format8N1 }],
  'monitor:set-lines': [null, { monitor, dtr: 1, rts: null }, { monitor, rts: true }],
  'monitor:reset': [null, { monitor, into: 'space' }],
  'monitor:send': [
    null,
    { monitor, what: { ...text, ending: 'nl' }, echo: true },
    { monitor, what: { ...text, text: 'x'.repeat(65_537) }, echo: true },
    { monitor, what: { type: 'bytes', bytes: [1] }, echo: true },
    { monitor, what: text },
  ],
  'monitor:send-file': [
    null,
    { ...sendFile, chunkBytes: 0 },
    { ...sendFile, pauseMs: -1 },
    { ...sendFile, pauseMs: 60_001 },
    { ...sendFile, source: '/etc/passwd' },
  ],
  'monitor:stop-sending': [null, {}],
  'monitor:read': [
    null,
    { ...read, count: 0 },
    { ...read, count: 5_001 },
    { ...read, from: -1 },
    { ...read, direction: 'up' },
    { ...read, filter: { ...filter, tags: [{ tag: '', level: 'I' }] } },
    { ...read, filter: { ...filter, text: { ...query, mode: 'glob' } } },
  ],
  'monitor:find': [null, { ...find, query: 'heap' }, { ...find, from: 2 ** 53 }],
  'monitor:bytes': [null, { monitor, offset: -1, sizeBytes: 1 }, { monitor, offset: 0, sizeBytes: 0x1_0001 }],
  'monitor:clear': [null],
  'monitor:export': [null, { ...exported, to: 'pdf' }, { ...exported, timestamps: 'unix' }],
  'monitor:log': [null, { monitor, on: 'yes' }],
  'monitor:logs': [{}],
  'monitor:log-export': [null, { name: '' }, { name: 'x'.repeat(256) }],
  'monitor:log-delete': [null, { name: 7 }],
  'monitor:found': [null, { monitor: 7 }],
  'crash:decode': [null, { monitor, crash: -1, elf: null }, { monitor, crash: 0, elf: 'abc' }],
  'core-dump:decode': [null, { monitor, dump: 0.5, elf: null }, { monitor, dump: 0, elf: elf.toUpperCase() }],
  'core-dump:export': [null, { monitor }],
  'elf:add': [null, {}, { source: { type: 'url', url: 'http://x' } }],
  'elf:list': [{}],
  'elf:forget': [null, { elf: '../index.json' }],
};
