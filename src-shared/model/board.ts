import type { ChipId } from './chip';

/** The SPI NOR flash behind the chip, as its JEDEC id (command 0x9F) tells. */
export interface FlashInfo {
  readonly manufacturerId: number;
  /** Type in the high byte, capacity in the low byte. */
  readonly deviceId: number;
  /** Null where the id is not one of a known maker. */
  readonly manufacturer: string | null;
  /** Null where the capacity byte says nothing usable: detection failed, and that is said. */
  readonly sizeBytes: number | null;
  /** `3.3V` or `1.8V`, null where the chip cannot tell. */
  readonly voltage: string | null;
}

export interface SecurityInfo {
  readonly secureBoot: boolean;
  readonly flashEncryption: boolean;
  /** Only the commands that Espressif calls "secure download" answer: no registers, no stub. */
  readonly secureDownloadMode: boolean;
  /** Raw flag word of GET_SECURITY_INFO, null where the ROM does not know the command. */
  readonly flags: number | null;
  /** Chip id and eco (API) version as that command reports them. */
  readonly chipId: number | null;
  readonly apiVersion: number | null;
}

/** What one look at a board told. Null means: this chip or this loader cannot tell. */
export interface BoardInfo {
  readonly chip: ChipId;
  /** With package and embedded parts: `ESP32-C3 (QFN32)`. */
  readonly description: string;
  /** Major × 100 + minor, as in image headers: 4 is v0.4, 301 is v3.1. */
  readonly revision: number | null;
  /** In the maker's words: `Wi-Fi`, `BT 5 (LE)`, `Embedded Flash 4MB` … */
  readonly features: readonly string[];
  readonly crystalMhz: number | null;
  /** `7c:df:a1:b2:c3:d4`. */
  readonly mac: string | null;
  /** EUI-64 of chips with IEEE 802.15.4: `60:55:f9:ff:fe:f7:2c:a2`; null on the others. */
  readonly eui64: string | null;
  /** How the host reaches the chip, in the maker's words: `USB-Serial/JTAG`, `USB-OTG`; null over a bridge or where it cannot be told. */
  readonly usbMode: string | null;
  readonly flash: FlashInfo | null;
  readonly security: SecurityInfo | null;
  readonly loader: 'rom' | 'stub';
}
