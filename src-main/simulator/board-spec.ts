import type { ChipId } from '../../src-shared/model/chip';
import type { Fault } from './faults/fault';
import type { FlashStore } from './flash/flash-store';
import { romProfiles } from './chips/rom-profile';
import { fastTime, realTime, type TimeModel } from './time-model';

export interface BoardSecurity {
  readonly secureBoot?: boolean;
  readonly flashEncryption?: boolean;
  readonly secureDownloadMode?: boolean;
}

/** `bridge`: a USB-UART adapter with DTR and RTS. `serial-jtag`: the chip's own USB; `reenumerates` says at which resets it vanishes. */
export type UsbKind =
  | { readonly kind: 'bridge' }
  | {
      readonly kind: 'serial-jtag';
      readonly reenumerates: 'never' | 'watchdog' | 'always';
      readonly awayMs: number;
    };

/** A board to simulate. What is left out is as on a common board of that chip. */
export interface BoardSpec {
  readonly chip: ChipId;
  readonly flashSizeBytes: number;
  /** `7c:df:a1:b2:c3:d4` */
  readonly mac?: string;
  /** Major × 100 + minor: 4 is v0.4. */
  readonly revision?: number;
  /** As data sheets print it: 0xc84016. */
  readonly flashId?: number;
  /** Whether the flash has an SFDP table; without, it answers zeros. Default true. */
  readonly sfdp?: boolean;
  readonly crystalMhz?: number;
  /** Default: memory, all blank. */
  readonly flash?: FlashStore;
  readonly security?: BoardSecurity;
  readonly timing?: 'real' | 'fast' | TimeModel;
  readonly faults?: readonly Fault[];
  readonly usb?: UsbKind;
  /** What the port is called. */
  readonly name?: string;
  /** API version in GET_SECURITY_INFO; default: the revision's minor part. */
  readonly apiVersion?: number;
  /** `one`, as the stub 1.2.2 does it: one unacknowledged packet of READ_FLASH at a time. `asked`: as many as the host allows. */
  readonly readWindow?: 'one' | 'asked';
}

/** A spec with nothing left open. */
export interface BoardFacts {
  readonly chip: ChipId;
  readonly mac: readonly [number, number, number, number, number, number];
  readonly revision: number;
  readonly flashId: number;
  readonly sfdp: boolean;
  readonly crystalMhz: number;
  readonly security: Required<BoardSecurity>;
  readonly time: TimeModel;
  readonly usb: UsbKind;
  readonly apiVersion: number;
  readonly readWindow: 'one' | 'asked';
}

export function boardFacts(spec: BoardSpec): BoardFacts {
  const profile = romProfiles[spec.chip];
  const revision = spec.revision ?? profile.revision ?? 0;
  const { secureBoot = false, flashEncryption = false, secureDownloadMode = false } = spec.security ?? {};
  return {
    chip: spec.chip,
    mac: parseMac(spec.mac) ?? defaultMac,
    revision,
    flashId: spec.flashId ?? gigadevice | Math.ceil(Math.log2(spec.flashSizeBytes)),
    sfdp: spec.sfdp ?? true,
    crystalMhz: spec.crystalMhz ?? profile.crystalMhz,
    security: { secureBoot, flashEncryption, secureDownloadMode },
    time: timeModelOf(spec.timing),
    usb: spec.usb ?? { kind: 'bridge' },
    apiVersion: spec.apiVersion ?? revision % 100,
    readWindow: spec.readWindow ?? 'one',
  };
}

/** The GD25Q series: what many modules carry. The last byte is log2 of the size. */
const gigadevice = 0xc8_4000;

const defaultMac = [0x7c, 0xdf, 0xa1, 0x00, 0x00, 0x01] as const;

/** Null where it is not six bytes in hex. */
export function parseMac(text: string | undefined): BoardFacts['mac'] | null {
  if (text === undefined || !/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = text.split(/[:-]/).map((part) => parseInt(part, 16));
  return [a, b, c, d, e, f];
}

function timeModelOf(timing: BoardSpec['timing']): TimeModel {
  if (timing === 'fast') return fastTime;
  return timing === undefined || timing === 'real' ? realTime : timing;
}
