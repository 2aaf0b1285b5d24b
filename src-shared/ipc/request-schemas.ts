import { z } from 'zod';
import { chipIds, flashModes } from '../model/chip';
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
  'settings:get': none,
  'settings:set': settings.partial() as z.ZodType<Requests['settings:set']['request']>,
};
