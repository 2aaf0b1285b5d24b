import type { ChipId } from '../../../src-shared/model/chip';

/** What the simulator must know of a chip beside the constants that it shares with the engine. */
export interface RomProfile {
  /** MHz of the crystal on most boards. */
  readonly crystalMhz: number;
  /** Major × 100 + minor; null where a chip has none. */
  readonly revision: number | null;
  /** `basic`: no compression, MD5, SPI_ATTACH, SPI_SET_PARAMS and CHANGE_BAUDRATE, and 2 status bytes instead of 4. */
  readonly commandSet: 'basic' | 'full';
  /** FLASH_BEGIN and FLASH_DEFL_BEGIN carry a fifth word (encrypted). */
  readonly encryptedWord: boolean;
  /** FLASH_BEGIN erases the sectors before the first block border twice as far as it was told. */
  readonly erasesTooMuch: boolean;
  /** The ROM reckons with 40 MHz whatever the crystal is: text and CHANGE_BAUDRATE come out scaled. */
  readonly assumes40Mhz: boolean;
  /** RUN_USER_CODE of the stub starts the firmware in flash. */
  readonly stubRunsUserCode: boolean;
  /** Addresses at which stub flashers of this chip have been linked to start; empty where none exists. */
  readonly stubTextStarts: readonly number[];
  /** Length of the answer. 0: GET_SECURITY_INFO unknown, 12: without chip id and API version, 20: with both. */
  readonly securityInfoBytes: 0 | 12 | 20;
  /** What SPI_USER reads after a reset. @source golden/wire */
  readonly spiUserReset: number;
  /** Its stub addresses flashes over 16 MiB with four bytes. ROMs never do. @source esp-stub-lib, flash_4byte (Apache-2.0 OR MIT) */
  readonly stubLongAddresses?: true;
  /** The ROM's variable that tells which port it talks over, and its values for the chip's own USB. @source esptool-js, espflash */
  readonly portVariable?: {
    readonly address: number;
    /** Where it was before revision 3. */
    readonly formerAddress?: number;
    readonly otg?: number;
    readonly serialJtag?: number;
  };
  /** Where the strapping pins are read when the chip's constants do not say. */
  readonly strapReg?: number;
  /** PCR_SYSCLK_CONF_REG, with the crystal's MHz in bits 24 to 30. @source golden/chips */
  readonly pcrSysclkReg?: number;
}

const later = {
  crystalMhz: 40,
  commandSet: 'full',
  encryptedWord: true,
  erasesTooMuch: false,
  assumes40Mhz: false,
  stubRunsUserCode: false,
  securityInfoBytes: 20,
  spiUserReset: 0x8000_00c0,
} as const;
const pcrSysclkReg = 0x6009_6110;

/** @source golden/chips, golden/wire; stub addresses from the data of esptool-js and from earlier stubs. */
export const romProfiles: Readonly<Record<ChipId, RomProfile>> = {
  esp8266: {
    crystalMhz: 26,
    revision: null,
    commandSet: 'basic',
    encryptedWord: false,
    erasesTooMuch: true,
    assumes40Mhz: true,
    stubRunsUserCode: true,
    stubTextStarts: [0x4010_c500, 0x4010_e000],
    securityInfoBytes: 0,
    spiUserReset: 0x8000_0040,
  },
  esp32: {
    ...later,
    encryptedWord: false,
    assumes40Mhz: true,
    revision: 301,
    stubTextStarts: [0x400a_8000, 0x400b_e000],
    securityInfoBytes: 0,
    spiUserReset: 0,
    strapReg: 0x3ff4_4038,
  },
  esp32s2: {
    ...later,
    revision: 100,
    stubTextStarts: [0x4002_8000],
    securityInfoBytes: 12,
    portVariable: { address: 0x3fff_fd14, otg: 2 },
  },
  esp32s3: {
    ...later,
    revision: 2,
    stubTextStarts: [0x4037_8000],
    stubLongAddresses: true,
    portVariable: { address: 0x3fce_f14c, otg: 3, serialJtag: 4 },
  },
  esp32c2: { ...later, crystalMhz: 26, assumes40Mhz: true, revision: 102, stubTextStarts: [0x4038_0000] },
  esp32c3: { ...later, revision: 4, stubTextStarts: [0x4038_0000] },
  esp32c5: {
    ...later,
    crystalMhz: 48,
    revision: 100,
    stubTextStarts: [0x4080_0000],
    stubLongAddresses: true,
    portVariable: { address: 0x4085_f514, serialJtag: 3 },
    pcrSysclkReg,
  },
  esp32c6: {
    ...later,
    revision: 2,
    stubTextStarts: [0x4080_0000],
    portVariable: { address: 0x4087_f580, serialJtag: 3 },
  },
  esp32c61: { ...later, revision: 100, stubTextStarts: [0x4080_0000], stubLongAddresses: true },
  esp32e22: { ...later, revision: null, stubTextStarts: [] },
  esp32h2: { ...later, crystalMhz: 32, revision: 102, stubTextStarts: [0x4080_0000] },
  esp32h21: { ...later, crystalMhz: 32, revision: 0, stubTextStarts: [] },
  esp32h4: {
    ...later,
    crystalMhz: 32,
    revision: 0,
    stubTextStarts: [0x4080_0000, 0x4081_0000],
    stubLongAddresses: true,
    pcrSysclkReg,
  },
  esp32p4: {
    ...later,
    revision: 301,
    stubTextStarts: [0x4ff1_0000, 0x4ff5_0000],
    stubLongAddresses: true,
    portVariable: { address: 0x4ffb_fec8, formerAddress: 0x4ff3_fec8, otg: 5, serialJtag: 6 },
  },
  esp32s31: { ...later, revision: 0, stubTextStarts: [0x2f00_1000], pcrSysclkReg },
};
