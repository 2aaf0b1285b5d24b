import type { ChipId } from '../../../../src-shared/model/chip';
import type { RunOptions } from '../../engine-context';
import type { ChipSession } from '../../loader/chip-session';
import { formatEui64, formatMac, type ChipIdentity } from './chip-identity';
import { identifyEsp32 } from './identify-esp32';
import { identifyEsp8266 } from './identify-esp8266';
import { identityData } from './identity-data';
import type { EfuseBits, EmbeddedMemory, IdentitySpec } from './identity-spec';
import { measureCrystal } from './measured-crystal';
import { RegisterCache } from './register-cache';
import { readUsbMode } from './usb-mode';

/** Revision, package, features, crystal and MAC, out of the chip's eFuses. Needs register reads: no secure download mode. */
export function identifyChip(session: ChipSession, { signal }: RunOptions = {}): Promise<ChipIdentity> {
  const registers = new RegisterCache(session, { signal });
  const id = session.chip.id;
  if (id === 'esp8266') return identifyEsp8266(session, registers);
  if (id === 'esp32') return identifyEsp32(session, registers);
  return identifyByEfuses(session, registers, id, identityData[id]);
}

async function identifyByEfuses(
  session: ChipSession,
  registers: RegisterCache,
  id: ChipId,
  spec: IdentitySpec,
): Promise<ChipIdentity> {
  const macReg = session.chip.efuse?.macReg ?? null;
  const bits = (field: EfuseBits): Promise<number> => readBits(session, registers, field);
  const flash = spec.flash === null ? null : await readMemory(bits, spec.flash);
  const psram = spec.psram === null ? null : await readMemory(bits, spec.psram);
  const revision = await readRevision(id, bits, spec);
  const macWords = macReg === null ? null : await readMacWords(registers, macReg);
  return {
    description: await describe(session, bits, spec, flash, psram),
    revision,
    features: [
      ...spec.features,
      ...(flash === null ? [] : [`Embedded Flash${flash.detail}`]),
      ...(psram === null ? [] : [`Embedded PSRAM${psram.detail}`]),
    ],
    crystalMhz: Array.isArray(spec.crystalMhz)
      ? await measureCrystal(session, registers, spec.crystalMhz as readonly number[])
      : (spec.crystalMhz as number | null),
    mac: macWords === null ? null : formatMac(...macWords),
    eui64: macWords === null || spec.macExtension === null ? null : formatEui64(...macWords),
    usbMode: await readUsbMode(session, registers, revision),
  };
}

async function readMacWords(
  registers: RegisterCache,
  macReg: number,
): Promise<readonly [low: number, high: number]> {
  return [await registers.read(macReg), await registers.read(macReg + 4)];
}

type ReadField = (field: EfuseBits) => Promise<number>;

async function readRevision(id: ChipId, bits: ReadField, spec: IdentitySpec): Promise<number | null> {
  if (spec.majorRevision.length === 0) return null;
  const major = await joinBits(bits, spec.majorRevision);
  const minor = await joinBits(bits, spec.minorRevision);
  if (id === 'esp32s3' && (await isFirstEsp32s3(bits, minor))) return 0;
  return major * 100 + minor;
}

/** The first ESP32-S3s have calibration data where the revision is; their block version gives them away. */
async function isFirstEsp32s3(bits: ReadField, minor: number): Promise<boolean> {
  if ((minor & 7) !== 0) return false;
  const blockMajor = await bits({ block: 'block2', word: 4, bit: 0, length: 2 });
  const blockMinor = await bits({ block: 'mac', word: 3, bit: 24, length: 3 });
  return blockMajor === 1 && blockMinor === 1;
}

interface MemoryFound {
  readonly size: string | null;
  /** ` 4MB (XMC)`, or nothing where the size is not published. */
  readonly detail: string;
}

async function readMemory(bits: ReadField, memory: EmbeddedMemory): Promise<MemoryFound | null> {
  const capacity = await joinBits(bits, memory.capacity);
  if (capacity === 0) return null;
  const size = memory.sizes[capacity] ?? null;
  const vendor = memory.vendor === null ? undefined : memory.vendors[await bits(memory.vendor)];
  return { size, detail: `${size === null ? '' : ` ${size}`}${vendor === undefined ? '' : ` (${vendor})`}` };
}

async function describe(
  session: ChipSession,
  bits: ReadField,
  spec: IdentitySpec,
  flash: MemoryFound | null,
  psram: MemoryFound | null,
): Promise<string> {
  if (session.chip.id === 'esp32s2') return describeEsp32s2(flash, psram);
  if (spec.packageVersion === null) return session.chip.name;
  const version = await bits(spec.packageVersion);
  return spec.packages[version] ?? `${session.chip.name} (package ${version})`;
}

/** The ESP32-S2's part number says what is in the package: F flash, R RAM, N normal temperature, H high. */
function describeEsp32s2(flash: MemoryFound | null, psram: MemoryFound | null): string {
  if (flash === null && psram === null) return 'ESP32-S2';
  if (flash?.size === '2MB' && psram === null) return 'ESP32-S2FH2';
  if (flash?.size === '4MB' && psram === null) return 'ESP32-S2FH4';
  if (flash?.size === '4MB' && psram?.size === '2MB') return 'ESP32-S2FN4R2';
  if (flash === null && psram?.size === '2MB') return 'ESP32-S2R2';
  return 'ESP32-S2 (with embedded memory)';
}

async function joinBits(bits: ReadField, parts: readonly EfuseBits[]): Promise<number> {
  let value = 0;
  let shift = 0;
  for (const part of parts) {
    value |= (await bits(part)) << shift;
    shift += part.length;
  }
  return value;
}

async function readBits(session: ChipSession, registers: RegisterCache, field: EfuseBits): Promise<number> {
  const at = blockAddress(session, field.block) + 4 * field.word;
  const low = (await registers.read(at)) >>> field.bit;
  const fromFirst = 32 - field.bit;
  const mask = 2 ** field.length - 1;
  if (field.length <= fromFirst) return low & mask;
  const high = await registers.read(at + 4);
  return (low | (high << fromFirst)) & mask;
}

function blockAddress(session: ChipSession, block: EfuseBits['block']): number {
  const efuse = session.chip.efuse;
  if (block === 'mac') return efuse?.macReg ?? 0;
  if (block === 'block2') return efuse?.block2 ?? 0;
  return efuse?.readBase ?? 0;
}
