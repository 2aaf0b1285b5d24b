import type { ChipId } from '../../../src-shared/model/chip';

/** A bit field that says yes when any of its bits is set. */
export interface MaskedRegister {
  readonly reg: number;
  readonly mask: number;
}

/** Behaviour that differs between chips, by name. A chip that has none of them does as the ESP32-C3 does. */
export type Quirk =
  /** The ROM has no compression, no MD5, no SPI_ATTACH, no SPI_SET_PARAMS and no CHANGE_BAUDRATE; its status has 2 bytes. */
  | 'esp8266-rom'
  /** FLASH_BEGIN in ROM erases too much unless the size it is given is corrected. */
  | 'rom-erase-size-bug'
  /** FLASH_BEGIN and FLASH_DEFL_BEGIN of the ROM take a fifth word (encrypted); the stub takes it on every chip. */
  | 'rom-encrypted-write'
  /** The ROM does not know GET_SECURITY_INFO: the chip is told by its magic register. */
  | 'no-security-info'
  /** GET_SECURITY_INFO answers 12 bytes, without chip id and API version. */
  | 'security-info-without-chip-id'
  /** Boards come with different crystals: which one it is shows in the UART's divider after autobaud. */
  | 'crystal-by-uart-divider'
  /** The ROM reckons with a 40 MHz crystal: with another one, its CHANGE_BAUDRATE must be asked for a scaled rate. */
  | 'rom-assumes-40mhz-crystal'
  /** The ROM reckons with the crystal that PCR_SYSCLK_CONF names, which may not be the one on the board. */
  | 'rom-reads-crystal-from-pcr'
  /** The ROM estimates the crystal by an oscillator that drifts: the rates that it makes are wrong by as much. */
  | 'rom-estimates-crystal'
  /** A watchdog reset over USB-Serial/JTAG can make the port vanish for good. */
  | 'watchdog-loses-usb'
  /** Revisions below 3.0 have their RAM elsewhere and need a stub of their own. */
  | 'stub-by-revision'
  /** RUN_USER_CODE of the stub starts the application: the only chip that can leave the stub without a reset. */
  | 'stub-runs-user-code';

/**
 * All that is data about a chip. Addresses are absolute, offsets relative to the block named beside them, sizes in bytes.
 * @source golden/chips, compared value by value in test/conformance/chips.test.ts
 */
export interface ChipSpec {
  readonly id: ChipId;
  readonly name: string;
  /** `chip_id` of the extended image header and of GET_SECURITY_INFO; null on the ESP8266. */
  readonly imageChipId: number | null;
  /** What 0x4000_1000 reads; null where the chip is told by its chip id. */
  readonly magicValue: number | null;
  readonly bootloaderOffset: number;
  readonly uf2FamilyId: number;
  /** Name of the stub image; null where none exists. */
  readonly stub: string | null;
  /** RAM block when the loader talks over USB-OTG; null elsewhere. */
  readonly usbRamBlock: number | null;
  readonly flash: {
    /** Header spelling → low nibble of header byte 3. */
    readonly frequencies: Readonly<Record<string, number>>;
    /** Header spelling → high nibble of header byte 3, in place. */
    readonly sizes: Readonly<Record<string, number>>;
    readonly encryptedWriteAlign: number;
  };
  /** [start, end, name]; names as in linker scripts. */
  readonly memoryMap: readonly (readonly [start: number, end: number, name: string])[];
  readonly irom: readonly [start: number, end: number];
  readonly drom: readonly [start: number, end: number] | null;
  readonly uart: { readonly clkDivReg: number; readonly dateReg: number; readonly crystalDivider: number };
  readonly spi: {
    readonly base: number;
    readonly usr: number;
    readonly usr1: number;
    readonly usr2: number;
    readonly w0: number;
    /** Null where the bit lengths are part of USR1. */
    readonly mosiDlen: number | null;
    readonly misoDlen: number | null;
    /** The address register wants its value in the top bits. */
    readonly addressMsb: boolean;
  };
  /** Null on the ESP8266, which has OTP words at fixed addresses. */
  readonly efuse: {
    readonly base: number | null;
    readonly readBase: number;
    /** First of the two words with the MAC; null on the ESP32 (words 1 and 2 of block 0). */
    readonly macReg: number | null;
    readonly block1: number | null;
    readonly block2: number | null;
    readonly maxKey: number;
    readonly manualEncryptDisabled: MaskedRegister;
    readonly spiBootCryptCount: MaskedRegister;
    readonly secureBootEnabled: MaskedRegister;
    readonly keyPurposes: readonly { readonly reg: number; readonly shift: number }[];
    readonly keyPurposeNames: Readonly<Record<number, string>>;
  } | null;
  readonly watchdog: {
    readonly config0Reg: number;
    readonly config1Reg: number;
    readonly writeProtectReg: number;
    readonly writeKey: number;
    readonly super: {
      readonly configReg: number;
      readonly autoFeedMask: number;
      readonly writeProtectReg: number;
      readonly writeKey: number;
    } | null;
  } | null;
  /** Strapping register, where booting is decided by it. */
  readonly strap: { readonly reg: number; readonly spiBootMask: number } | null;
  /** Bit that makes the ROM stay in download mode over resets (USB-OTG chips). */
  readonly forceDownloadBoot: MaskedRegister | null;
  /** What switches the supply of the flash on, where the ROM leaves it off; null elsewhere. */
  readonly flashPower: {
    readonly padGroupReg: number;
    readonly regulatorReg: number;
    readonly tieHighMask: number;
    readonly targetMask: number;
    readonly regulatorAnalogReg: number;
    readonly currentLimitMask: number;
    readonly forceOn: MaskedRegister;
    /** eFuse: the ROM powers the flash in download mode. */
    readonly poweredByRom: MaskedRegister;
  } | null;
  readonly quirks: readonly Quirk[];
}
