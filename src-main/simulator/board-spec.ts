import type { ChipId } from '../../src-shared/model/chip';
import { romProfiles } from './chips/rom-profile';
import type { Fault } from './faults/fault';
import { pinsWord, type FlashConnection } from './flash-pins';
import type { Program } from './programs/program';
import { flashIds, type FlashMaker } from './flash/flash-ids';
import type { FlashStore } from './flash/flash-store';
import { fastTime, realTime, type TimeModel } from './time-model';

export interface BoardSecurity {
  /** Only signed code runs: none from RAM. */
  readonly secureBoot?: boolean;
  /** What boots is decrypted with the board's own key. */
  readonly flashEncryption?: boolean;
  /** Not on the ESP8266 and the ESP32, which have no such mode: nothing changes there. */
  readonly secureDownloadMode?: boolean;
  /** Writes that the loader should encrypt are refused. */
  readonly manualEncryptDisabled?: boolean;
  /** There is no way into the loader: the chip boots whatever BOOT says. Not on the ESP8266. */
  readonly downloadDisabled?: boolean;
}

/**
 * - `bridge`: a USB-UART adapter with DTR and RTS. With `flowControl` it pulls RTS by itself whenever the chip talks while DTR
 *   is idle, as adapters do whose hardware flow control cannot be switched off.
 * - `serial-jtag`: the chip's own USB-Serial/JTAG; `reenumerates` says at which resets it vanishes.
 * - `otg`: the chip's own USB-OTG; it vanishes at every reset.
 */
export type UsbKind =
  | { readonly kind: 'bridge'; readonly flowControl?: boolean }
  | {
      readonly kind: 'serial-jtag';
      readonly reenumerates: 'never' | 'watchdog' | 'always';
      readonly awayMs: number;
    }
  | { readonly kind: 'otg'; readonly awayMs: number };

/** A board to simulate. What is left out is as on a common board of that chip. */
export interface BoardSpec {
  readonly chip: ChipId;
  readonly flashSizeBytes: number;
  /** `7c:df:a1:b2:c3:d4` */
  readonly mac?: string;
  /** Of its port; null: it has none, as cheap adapters. Default: the MAC. */
  readonly serialNumber?: string | null;
  /** Major × 100 + minor: 4 is v0.4. */
  readonly revision?: number;
  /** Package version as the eFuses have it. Default 0. */
  readonly package?: number;
  /** Code of the PSRAM in the package, as the eFuses have it. Default 0: none. */
  readonly psram?: number;
  /** Code of the flash in the package, as the eFuses have it. Default 0: none. */
  readonly embeddedFlash?: number;
  /** As data sheets print it: 0xc84016. */
  readonly flashId?: number;
  /** Whose flash it is, where `flashId` is not given. Default: GigaDevice. */
  readonly flashMaker?: FlashMaker;
  /** Which pins the flash hangs on. Default: the chip's own. */
  readonly flashPins?: FlashConnection;
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
  /** What the firmware does, side by side, instead of what there is in flash. Default: what there is in flash. */
  readonly programs?: readonly Program[];
  /** Rate of what the firmware prints. Default: 115200, or as the chip's crystal makes it. */
  readonly consoleBaud?: number;
}

/** A spec with nothing left open. */
export interface BoardFacts {
  readonly chip: ChipId;
  readonly mac: readonly [number, number, number, number, number, number];
  readonly serialNumber: string | null;
  readonly revision: number;
  readonly package: number;
  readonly psram: number;
  readonly embeddedFlash: number;
  readonly flashId: number;
  /** As SPI_ATTACH has to say it; see flash-pins.ts. */
  readonly flashPins: number;
  readonly sfdp: boolean;
  readonly crystalMhz: number;
  readonly security: Required<BoardSecurity>;
  readonly time: TimeModel;
  readonly usb: UsbKind;
  readonly apiVersion: number;
  readonly readWindow: 'one' | 'asked';
  readonly programs: readonly Program[];
  readonly consoleBaud: number | null;
}

export function boardFacts(spec: BoardSpec): BoardFacts {
  const profile = romProfiles[spec.chip];
  const revision = spec.revision ?? profile.revision ?? 0;
  const mac = parseMac(spec.mac) ?? defaultMac;
  return {
    chip: spec.chip,
    mac,
    serialNumber: spec.serialNumber === undefined ? formatMac(mac) : spec.serialNumber,
    revision,
    package: spec.package ?? 0,
    psram: spec.psram ?? 0,
    embeddedFlash: spec.embeddedFlash ?? 0,
    flashId:
      spec.flashId ?? flashIds[spec.flashMaker ?? 'gigadevice'] | Math.ceil(Math.log2(spec.flashSizeBytes)),
    flashPins: pinsWord(spec.flashPins ?? 'SPI'),
    sfdp: spec.sfdp ?? true,
    crystalMhz: spec.crystalMhz ?? profile.crystalMhz,
    security: securityOf(spec),
    time: timeModelOf(spec.timing),
    usb: spec.usb ?? { kind: 'bridge' },
    apiVersion: spec.apiVersion ?? revision % 100,
    readWindow: spec.readWindow ?? 'one',
    programs: spec.programs ?? [],
    consoleBaud: spec.consoleBaud ?? null,
  };
}

function securityOf({ chip, security = {} }: BoardSpec): Required<BoardSecurity> {
  const hasSecureDownload = chip !== 'esp8266' && chip !== 'esp32';
  return {
    secureBoot: security.secureBoot ?? false,
    flashEncryption: security.flashEncryption ?? false,
    secureDownloadMode: hasSecureDownload && (security.secureDownloadMode ?? false),
    manualEncryptDisabled: security.manualEncryptDisabled ?? false,
    downloadDisabled: chip !== 'esp8266' && (security.downloadDisabled ?? false),
  };
}

const defaultMac = [0x7c, 0xdf, 0xa1, 0x00, 0x00, 0x01] as const;

/** Null where it is not six bytes in hex. */
export function parseMac(text: string | undefined): BoardFacts['mac'] | null {
  if (text === undefined || !/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = text.split(/[:-]/).map((part) => parseInt(part, 16));
  return [a, b, c, d, e, f];
}

/** As chips with their own USB name themselves: `7C:DF:A1:00:00:01`. */
function formatMac(mac: BoardFacts['mac']): string {
  return mac.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

function timeModelOf(timing: BoardSpec['timing']): TimeModel {
  if (timing === 'fast') return fastTime;
  return timing === undefined || timing === 'real' ? realTime : timing;
}
