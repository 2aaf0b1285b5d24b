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
]);

const settings = z.strictObject({
  theme: z.enum(themes),
  locale: word,
  lastPort: portId.nullable(),
  baud,
  flashMode,
  flashFrequency: word,
  flashSize: word,
  verify: z.boolean(),
  skipUnchanged: z.boolean(),
  logOpen: z.boolean(),
  simulatedBoards: z.array(simulatedBoard).max(64),
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
  'firmware:choose': z.strictObject({ what: z.enum(['files', 'folder']) }),
  'firmware:import': z.strictObject({ sources: z.array(source).min(1).max(256), chip: chip.nullable() }),
  'job:start': z.discriminatedUnion('kind', [
    flashPlan,
    z.strictObject({ kind: z.literal('identify'), connect }),
    z.strictObject({ kind: z.literal('erase'), connect }),
  ]),
  'job:cancel': z.strictObject({ jobId: id }),
  'job:list': z.strictObject({ limit: z.int().min(1).max(1000) }),
  'settings:get': none,
  'settings:set': settings.partial() as z.ZodType<Requests['settings:set']['request']>,
};
