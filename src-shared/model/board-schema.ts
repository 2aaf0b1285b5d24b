import { z } from 'zod';
import { chipIds } from './chip';

/** For reading what was known of a board back from disk. Fields that came later have a default. */
export const boardSchema = z.object({
  chip: z.enum(chipIds),
  description: z.string(),
  revision: z.number().nullable(),
  features: z.array(z.string()),
  crystalMhz: z.number().nullable(),
  mac: z.string().nullable(),
  eui64: z.string().nullable().default(null),
  usbMode: z.string().nullable().default(null),
  flash: z
    .object({
      manufacturerId: z.number(),
      deviceId: z.number(),
      manufacturer: z.string().nullable(),
      sizeBytes: z.number().nullable(),
      voltage: z.string().nullable(),
    })
    .nullable(),
  security: z
    .object({
      secureBoot: z.boolean(),
      flashEncryption: z.boolean(),
      secureDownloadMode: z.boolean(),
      flags: z.number().nullable(),
      chipId: z.number().nullable(),
      apiVersion: z.number().nullable(),
    })
    .nullable(),
  loader: z.enum(['rom', 'stub']),
});
