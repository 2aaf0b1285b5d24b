import { z } from 'zod';
import { chipIds, flashModes } from '../model/chip';
import { highlightColours, lineEndings, logLevels, parities, timestampModes } from '../model/monitor';
import { simulatedFaults } from '../model/port';
import { themes } from '../model/settings';
import type { RequestName, Requests } from './contract';

const none = z.null();
const chip = z.enum(chipIds);
const portId = z.string().min(1).max(512);
const id = z.string().min(1).max(128);
const flashOffset = z.int().min(0).max(0xffff_ffff);
const u32 = z.int().min(0).max(0xffff_ffff);
/** A page of memory at a time: more is for the command line. */
const memorySize = z.int().min(4).max(0x1_0000).multipleOf(4);
const region = z.strictObject({ offset: flashOffset, sizeBytes: z.int().min(1).max(0x1_0000_0000) });
const baud = z.int().min(300).max(8_000_000);
const flashMode = z.enum([...flashModes, 'keep']);
const word = z.string().min(1).max(16);
const text = z.string().max(1024);

const connect = z.strictObject({
  port: portId,
  chip: z.enum([...chipIds, 'auto']),
  baud,
  useStub: z.boolean(),
});

const simulatedBoard = z.strictObject({
  chip,
  flashSize: word,
  fault: z.enum(simulatedFaults).optional(),
  index: z.int().min(1).max(0xffff).optional(),
});

const segment = z.strictObject({
  file: id,
  name: text,
  offset: flashOffset,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const flashPlan = z.strictObject({
  kind: z.literal('flash'),
  title: text,
  connect,
  segments: z.array(segment).max(256),
  flashMode,
  flashFrequency: word,
  flashSize: word,
  eraseAll: z.boolean(),
  verify: z.boolean(),
  compress: z.boolean(),
  skipUnchanged: z.boolean(),
  force: z.boolean(),
});

const source = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('path'), path: z.string().min(1).max(4096) }),
  z.strictObject({ type: z.literal('upload'), upload: id }),
  z.strictObject({ type: z.literal('demo') }),
  z.strictObject({ type: z.literal('file'), file: id }),
  z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(65_536) }),
]);

const elfId = z.string().regex(/^[0-9a-f]{64}$/);
const fileName = z.string().min(1).max(255);
const byte = z.int().min(0).max(0xff);

const partitionRow = z.strictObject({
  name: z.string().max(64),
  type: byte,
  subtype: byte,
  offset: flashOffset.nullable(),
  sizeBytes: z.int().min(0).max(0xffff_ffff),
  encrypted: z.boolean(),
  readOnly: z.boolean(),
});

const layoutToSave = z.strictObject({
  title: text,
  chip: chip.nullable(),
  flashMode,
  flashFrequency: word,
  flashSize: word,
  baud,
  eraseAll: z.boolean(),
  items: z
    .array(
      z.strictObject({
        file: id,
        name: text,
        offset: flashOffset.nullable(),
        include: z.boolean(),
        note: text,
      }),
    )
    .max(256),
});

const lineFormat = z.strictObject({
  dataBits: z.union([z.literal(5), z.literal(6), z.literal(7), z.literal(8)]),
  parity: z.enum(parities),
  stopBits: z.union([z.literal(1), z.literal(2)]),
});

/** A number that only counts up. */
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const textQuery = z.strictObject({
  text,
  mode: z.enum(['text', 'regex']),
  caseSensitive: z.boolean(),
});

const monitorFilter = z.strictObject({
  tags: z
    .array(z.strictObject({ tag: z.string().min(1).max(64), level: z.enum([...logLevels, 'none']) }))
    .max(256),
  text: textQuery.nullable(),
  inverted: z.boolean(),
});

/** What a person types, or keeps for later. */
const toSend = z.string().max(65_536);

const monitorSettings = z.strictObject({
  baud,
  format: lineFormat,
  attach: z.boolean(),
  timestamps: z.enum(timestampModes),
  lineEnding: z.enum(lineEndings),
  localEcho: z.boolean(),
  highlights: z.array(z.strictObject({ query: textQuery, colour: z.enum(highlightColours) })).max(64),
  snippets: z.array(z.strictObject({ name: text, text: toSend, mode: z.enum(['text', 'hex']) })).max(256),
  history: z.array(toSend).max(100),
  keepLogs: z.boolean(),
});

const settings = z.strictObject({
  theme: z.enum(themes),
  locale: word,
  lastPort: portId.nullable(),
  lastPortDevice: text.nullable(),
  baud,
  flashMode,
  flashFrequency: word,
  flashSize: word,
  verify: z.boolean(),
  skipUnchanged: z.boolean(),
  keepSettings: z.boolean(),
  logOpen: z.boolean(),
  simulatedBoards: z.array(simulatedBoard).max(64),
  networkPorts: z.array(portId).max(64),
  monitor: monitorSettings,
});

/** The schema of whole settings, for reading them back from disk. */
export const settingsSchema = settings;

/** One schema for each request: what crosses is `unknown` until one of these has read it. */
export const requestSchemas: { readonly [N in RequestName]: z.ZodType<Requests[N]['request']> } = {
  'app:info': none,
  'chips:list': none,
  'ports:list': none,
  'sim:add': simulatedBoard,
  'sim:remove': z.strictObject({ port: portId }),
  'network-port:add': z.strictObject({ url: portId }),
  'network-port:remove': z.strictObject({ port: portId }),
  'doctor:adapters': none,
  'firmware:choose': z.strictObject({ what: z.enum(['files', 'folder']) }),
  'firmware:import': z.strictObject({
    sources: z.array(source).min(1).max(256),
    chip: chip.nullable(),
    merged: z.enum(['split', 'whole']),
    answers: z.array(z.strictObject({ question: text, choice: text })).max(64),
  }),
  'layout:save': layoutToSave,
  'files:cancel': none,
  'image:inspect': z.strictObject({ source, chip: chip.nullable() }),
  'image:compare': z.strictObject({ first: id, second: id }),
  'image:convert': z.strictObject({
    file: id,
    to: z.enum(['bin', 'uf2', 'hex']),
    chip: chip.nullable(),
    offset: flashOffset.nullable(),
    flashMode,
    flashFrequency: word,
    flashSize: word,
  }),
  'image:merge': z.strictObject({
    parts: z
      .array(z.strictObject({ file: id, offset: flashOffset }))
      .min(1)
      .max(256),
    chip,
    to: z.enum(['bin', 'uf2', 'hex']),
    flashMode,
    flashFrequency: word,
    flashSize: word,
    padToSize: word.nullable(),
    fileName,
  }),
  'partitions:export': z.strictObject({
    rows: z.array(partitionRow).max(256),
    tableOffset: flashOffset,
    to: z.enum(['csv', 'bin']),
    md5: z.boolean(),
    fileName,
  }),
  'nvs:export': z.strictObject({
    file: id,
    to: z.enum(['csv', 'bin']),
    sizeBytes: z.int().min(0x1000).max(0x1000_0000).multipleOf(0x1000),
    version: z.union([z.literal(1), z.literal(2)]),
  }),
  'job:start': z.discriminatedUnion('kind', [
    flashPlan,
    z.strictObject({ kind: z.literal('identify'), connect }),
    z.strictObject({ kind: z.literal('erase'), connect, region: region.nullable(), label: text }),
    z.strictObject({
      kind: z.literal('read'),
      connect,
      region: region.nullable(),
      label: text,
      resume: id.nullable(),
    }),
    z.strictObject({ kind: z.literal('restore'), connect, backup: id, acceptOtherBoard: z.boolean() }),
    z.strictObject({ kind: z.literal('verify'), connect, segments: z.array(segment).max(256) }),
    z.strictObject({ kind: z.literal('partitions'), connect, offset: flashOffset }),
    z.strictObject({ kind: z.literal('read-memory'), connect, address: u32, sizeBytes: memorySize }),
    z.strictObject({ kind: z.literal('write-memory'), connect, address: u32, value: u32, mask: u32 }),
    z.strictObject({ kind: z.literal('diagnose'), connect }),
  ]),
  'job:cancel': z.strictObject({ jobId: id }),
  'job:list': z.strictObject({ limit: z.int().min(1).max(1000) }),
  'backup:list': none,
  'backup:export': z.strictObject({ backup: id }),
  'backup:delete': z.strictObject({ backup: id }),
  'backup:import': z.strictObject({ source, chip, offset: flashOffset }),
  'trace:export': z.strictObject({ jobId: id.nullable() }),
  'monitor:open': z.strictObject({ port: portId, baud, format: lineFormat, attach: z.boolean() }),
  'monitor:close': z.strictObject({ monitor: id }),
  'monitor:list': none,
  'monitor:configure': z.strictObject({ monitor: id, baud, format: lineFormat }),
  'monitor:set-lines': z.strictObject({
    monitor: id,
    dtr: z.boolean().nullable(),
    rts: z.boolean().nullable(),
  }),
  'monitor:reset': z.strictObject({ monitor: id, into: z.enum(['app', 'download']) }),
  'monitor:send': z.strictObject({
    monitor: id,
    what: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text'), text: toSend, ending: z.enum(lineEndings) }),
      z.strictObject({ type: z.literal('hex'), hex: toSend }),
    ]),
    echo: z.boolean(),
  }),
  'monitor:send-file': z.strictObject({
    monitor: id,
    source,
    chunkBytes: z.int().min(1).max(65_536),
    pauseMs: z.int().min(0).max(60_000),
  }),
  'monitor:stop-sending': z.strictObject({ monitor: id }),
  'monitor:read': z.strictObject({
    monitor: id,
    from: count,
    count: z.int().min(1).max(5000),
    direction: z.enum(['forward', 'backward']),
    filter: monitorFilter.nullable(),
  }),
  'monitor:find': z.strictObject({
    monitor: id,
    query: textQuery,
    from: count,
    direction: z.enum(['forward', 'backward']),
    filter: monitorFilter.nullable(),
  }),
  'monitor:bytes': z.strictObject({
    monitor: id,
    offset: count.nullable(),
    sizeBytes: z.int().min(1).max(0x1_0000),
  }),
  'monitor:clear': z.strictObject({ monitor: id }),
  'monitor:export': z.strictObject({
    monitor: id,
    to: z.enum(['text', 'csv', 'raw']),
    timestamps: z.enum(timestampModes),
    filter: monitorFilter.nullable(),
  }),
  'monitor:log': z.strictObject({ monitor: id, on: z.boolean() }),
  'monitor:logs': none,
  'monitor:log-export': z.strictObject({ name: fileName }),
  'monitor:log-delete': z.strictObject({ name: fileName }),
  'monitor:found': z.strictObject({ monitor: id }),
  'crash:decode': z.strictObject({ monitor: id, crash: count, elf: elfId.nullable() }),
  'core-dump:decode': z.strictObject({ monitor: id, dump: count, elf: elfId.nullable() }),
  'core-dump:export': z.strictObject({ monitor: id, dump: count }),
  'elf:add': z.strictObject({ source }),
  'elf:list': none,
  'elf:forget': z.strictObject({ elf: elfId }),
  'settings:get': none,
  'settings:set': settings.partial() as z.ZodType<Requests['settings:set']['request']>,
};
