import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chipIds, type ChipId } from '../../src-shared/model/chip';
import type { ChipSpec } from '../../src-main/engine/chips/chip-spec';
import { magicRegister } from '../../src-main/engine/chips/find-chip';
import { chips } from '../../src-main/engine/chips/registry';
import { imageMagic } from '../../src-main/engine/image/firmware-image';
import { flashBlockBytesFor, ramBlockBytesFor } from '../../src-main/engine/loader/block-sizes';
import type { ChipSession } from '../../src-main/engine/loader/chip-session';
import { flowControlAdapters, usbKind } from '../../src-main/engine/loader/usb-kind';
import { romBaud } from '../../src-main/engine/loader/rom-baud';
import { flashVoltageSources, type FlashVoltageSource } from '../../src-main/engine/operations/flash-voltage';
import { apbControlDateReg } from '../../src-main/engine/operations/identity/identify-esp32';
import { otpWords } from '../../src-main/engine/operations/identity/identify-esp8266';
import { dividerMask } from '../../src-main/engine/operations/identity/measured-crystal';
import { flashSectorBytes } from '../../src-main/engine/operations/flash-geometry';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { payloadChecksum } from '../../src-main/engine/protocol/packet';
import { invalidMessageStatus } from '../../src-main/engine/protocol/status-codes';
import type { Transport } from '../../src-main/engine/transport/transport';
import { golden, withoutGolden } from '../support/golden';

type Value = unknown;
interface Recorded {
  readonly rom: Readonly<Record<string, Value>>;
  readonly stub_differs: Readonly<Record<string, Value>>;
}

/** Neither lines nor a USB of the chip's own: what most boards hang on. */
const bridge = { features: { lines: true, baud: true, usb: null } } as Transport;

function sessionOf(chip: ChipSpec, loader: 'rom' | 'stub'): ChipSession {
  return { chip, loader, transport: bridge } as ChipSession;
}

/** Kiln flashes NOR only, which is what every board in its reach has: the stub's NAND commands are taken as recorded. */
function onlyNand(recorded: Value): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(recorded as Record<string, Value>).filter(([name]) => name.startsWith('SPI_NAND')),
  );
}

function kindOf(vendorId: Value, productId: Value): Value {
  const usb = { vendorId: vendorId as number, productId: productId as number };
  return usbKind({ features: { lines: true, baud: true, usb } });
}

const keyPurpose = (chip: ChipSpec, index: number): { reg: number; shift: number } | undefined =>
  chip.efuse?.keyPurposes[index];

const purposeNamed = (chip: ChipSpec, name: string): number | undefined => {
  const found = Object.entries(chip.efuse?.keyPurposeNames ?? {}).find(([, value]) => value === name);
  return found === undefined ? undefined : Number(found[0]);
};

const voltage = (chip: ChipSpec): FlashVoltageSource | undefined => flashVoltageSources[chip.id];

/**
 * Golden key → the same fact in our chip data and constants. `recorded` is for facts that we can only be asked about.
 */
const kept: Readonly<Record<string, (chip: ChipSpec, recorded: Value) => Value>> = {
  BOOTLOADER_FLASH_OFFSET: (chip) => chip.bootloaderOffset,
  CHIP_NAME: (chip) => chip.name,
  DROM_MAP_START: (chip) => chip.drom?.[0],
  DROM_MAP_END: (chip) => chip.drom?.[1],
  IROM_MAP_START: (chip) => chip.irom[0],
  IROM_MAP_END: (chip) => chip.irom[1],
  EFUSE_BASE: (chip) => chip.efuse?.base,
  EFUSE_BLOCK1_ADDR: (chip) => chip.efuse?.block1,
  EFUSE_BLOCK2_ADDR: (chip) => chip.efuse?.block2,
  EFUSE_RD_REG_BASE: (chip) => chip.efuse?.readBase,
  MAC_EFUSE_REG: (chip) => chip.efuse?.macReg,
  EFUSE_DIS_DOWNLOAD_MANUAL_ENCRYPT: (chip) => chip.efuse?.manualEncryptDisabled.mask,
  EFUSE_DIS_DOWNLOAD_MANUAL_ENCRYPT_REG: (chip) => chip.efuse?.manualEncryptDisabled.reg,
  EFUSE_SPI_BOOT_CRYPT_CNT_MASK: (chip) => chip.efuse?.spiBootCryptCount.mask,
  EFUSE_SPI_BOOT_CRYPT_CNT_REG: (chip) => chip.efuse?.spiBootCryptCount.reg,
  EFUSE_SECURE_BOOT_EN_MASK: (chip) => chip.efuse?.secureBootEnabled.mask,
  EFUSE_SECURE_BOOT_EN_REG: (chip) => chip.efuse?.secureBootEnabled.reg,
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].flatMap((index) => [
      [`EFUSE_PURPOSE_KEY${index}_REG`, (chip: ChipSpec) => keyPurpose(chip, index)?.reg],
      [`EFUSE_PURPOSE_KEY${index}_SHIFT`, (chip: ChipSpec) => keyPurpose(chip, index)?.shift],
    ]),
  ),
  EFUSE_MAX_KEY: (chip) => chip.efuse?.maxKey,
  CHIP_DETECT_MAGIC_REG_ADDR: () => magicRegister,
  USES_MAGIC_VALUE: (chip) => chip.magicValue !== null,
  ESP_OTP_MAC0: () => otpWords[0],
  ESP_OTP_MAC1: () => otpWords[1],
  ESP_OTP_MAC3: () => otpWords[3],
  ESP_CMDS: (_, recorded) => ({ ...onlyNand(recorded), ...opcodes }),
  UART_CLKDIV_MASK: () => dividerMask,
  // Our answer to an adapter with the recorded numbers.
  ESPRESSIF_VID: (_, recorded) => (kindOf(recorded, 0x1001) === 'serial-jtag' ? recorded : null),
  USB_JTAG_SERIAL_PID: (_, recorded) => (kindOf(0x303a, recorded) === 'serial-jtag' ? recorded : null),
  PURPOSE_VAL_XTS_AES256_KEY_1: (chip) =>
    purposeNamed(chip, 'XTS_AES_256_KEY_1') ?? purposeNamed(chip, 'XTS_AES_256_KEY_FLASH_1'),
  PURPOSE_VAL_XTS_AES256_KEY_2: (chip) =>
    purposeNamed(chip, 'XTS_AES_256_KEY_2') ?? purposeNamed(chip, 'XTS_AES_256_KEY_FLASH_2'),
  KEY_PURPOSES: (chip) => chip.efuse?.keyPurposeNames ?? {},
  PURPOSE_VAL_XTS_AES128_KEY: (chip) => purposeNamed(chip, 'XTS_AES_128_KEY'),
  ESP_CHECKSUM_MAGIC: () => payloadChecksum(new Uint8Array(0)),
  ESP_IMAGE_MAGIC: () => imageMagic,
  ESP_RAM_BLOCK: (chip) => ramBlockBytesFor(chip, bridge),
  ESP_ROM_BAUD: () => romBaud,
  FLASH_ENCRYPTED_WRITE_ALIGN: (chip) => chip.flash.encryptedWriteAlign,
  FLASH_FREQUENCY: (chip) => chip.flash.frequencies,
  FLASH_SIZES: (chip) => chip.flash.sizes,
  FLASH_SECTOR_SIZE: () => flashSectorBytes,
  FLASH_WRITE_SIZE: (chip) => flashBlockBytesFor(sessionOf(chip, 'rom')),
  GPIO_STRAP_SPI_BOOT_MASK: (chip) => chip.strap?.spiBootMask,
  IMAGE_CHIP_ID: (chip) => chip.imageChipId,
  MEMORY_MAP: (chip) => chip.memoryMap,
  ROM_INVALID_RECV_MSG: () => invalidMessageStatus,
  RTC_CNTL_FORCE_DOWNLOAD_BOOT_MASK: (chip) => chip.forceDownloadBoot?.mask,
  RTC_CNTL_OPTION1_REG: (chip) => chip.forceDownloadBoot?.reg,
  RTC_CNTL_WDTCONFIG0_REG: (chip) => chip.watchdog?.config0Reg,
  RTC_CNTL_WDTCONFIG1_REG: (chip) => chip.watchdog?.config1Reg,
  RTC_CNTL_WDTWPROTECT_REG: (chip) => chip.watchdog?.writeProtectReg,
  RTC_CNTL_WDT_WKEY: (chip) => chip.watchdog?.writeKey,
  RTC_CNTL_SWD_AUTO_FEED_EN: (chip) => chip.watchdog?.super?.autoFeedMask,
  RTC_CNTL_SWD_CONF_REG: (chip) => chip.watchdog?.super?.configReg,
  RTC_CNTL_SWD_WKEY: (chip) => chip.watchdog?.super?.writeKey,
  RTC_CNTL_SWD_WPROTECT_REG: (chip) => chip.watchdog?.super?.writeProtectReg,
  SPI_ADDR_REG_MSB: (chip) => chip.spi.addressMsb,
  SPI_MISO_DLEN_OFFS: (chip) => chip.spi.misoDlen,
  SPI_MOSI_DLEN_OFFS: (chip) => chip.spi.mosiDlen,
  SPI_REG_BASE: (chip) => chip.spi.base,
  SPI_USR_OFFS: (chip) => chip.spi.usr,
  SPI_USR1_OFFS: (chip) => chip.spi.usr1,
  SPI_USR2_OFFS: (chip) => chip.spi.usr2,
  SPI_W0_OFFS: (chip) => chip.spi.w0,
  UART_CLKDIV_REG: (chip) => chip.uart.clkDivReg,
  UART_DATE_REG_ADDR: (chip) => chip.uart.dateReg,
  UF2_FAMILY_ID: (chip) => chip.uf2FamilyId,
  USB_RAM_BLOCK: (chip) => chip.usbRamBlock,
  XTAL_CLK_DIVIDER: (chip) => chip.uart.crystalDivider,
  HARDWARE_FLOW_CONTROL_VID_PIDS: () => flowControlAdapters,
  EFUSE_DOWNLOAD_MODE_XPD_ON_MASK: (chip) => chip.flashPower?.poweredByRom.mask,
  LP_SYSTEM_REG_ANA_XPD_PAD_GROUP_REG: (chip) => chip.flashPower?.padGroupReg,
  PMU_0P1A_FORCE_TIEH_SEL_0: (chip) => chip.flashPower?.tieHighMask,
  PMU_0P1A_TARGET0_0: (chip) => chip.flashPower?.targetMask,
  PMU_ANA_0P1A_EN_CUR_LIM_0: (chip) => chip.flashPower?.currentLimitMask,
  PMU_DATE_REG: (chip) => chip.flashPower?.forceOn.reg,
  PMU_EXT_LDO_P0_0P1A_ANA_REG: (chip) => chip.flashPower?.regulatorAnalogReg,
  PMU_EXT_LDO_P0_0P1A_REG: (chip) => chip.flashPower?.regulatorReg,
};

/** Facts of some chips; the others have the ESP32's by inheritance, and there it is no fact about them. */
const keptForSome: Readonly<Record<string, { chips: readonly ChipId[]; read: (chip: ChipSpec) => Value }>> = {
  EFUSE_RD_REPEAT_DATA1_REG: { chips: ['esp32p4'], read: (chip) => chip.flashPower?.poweredByRom.reg },
  MAGIC_VALUE: { chips: ['esp8266', 'esp32', 'esp32s2'], read: (chip) => chip.magicValue },
  APB_CTL_DATE_ADDR: { chips: ['esp32'], read: () => apbControlDateReg },
  EFUSE_BLK0_RDATA3_REG_OFFS: { chips: ['esp32'], read: (chip) => (chip.efuse?.readBase ?? 0) + 3 * 4 },
  EFUSE_BLK0_RDATA5_REG_OFFS: { chips: ['esp32'], read: (chip) => (chip.efuse?.readBase ?? 0) + 5 * 4 },
  EFUSE_RD_ABS_DONE_REG: { chips: ['esp32'], read: (chip) => chip.efuse?.secureBootEnabled.reg },
  EFUSE_RD_ABS_DONE_0_MASK: {
    chips: ['esp32'],
    read: (chip) => (chip.efuse?.secureBootEnabled.mask ?? 0) & 0x10,
  },
  EFUSE_RD_ABS_DONE_1_MASK: {
    chips: ['esp32'],
    read: (chip) => (chip.efuse?.secureBootEnabled.mask ?? 0) & 0x20,
  },
  EFUSE_VDD_SPI_REG: { chips: ['esp32', 'esp32s2', 'esp32s3'], read: (chip) => voltage(chip)?.efuse.reg },
  VDD_SPI_FORCE: { chips: ['esp32', 'esp32s2', 'esp32s3'], read: (chip) => voltage(chip)?.efuse.forceMask },
  VDD_SPI_TIEH: { chips: ['esp32', 'esp32s2', 'esp32s3'], read: (chip) => voltage(chip)?.efuse.tieHighMask },
  GPIO_STRAP_VDDSPI_MASK: {
    chips: ['esp32', 'esp32s2', 'esp32s3'],
    read: (chip) => voltage(chip)?.strap.mask,
  },
  GPIO_STRAP_REG: {
    chips: ['esp32', 'esp32s2', 'esp32s3', 'esp32p4', 'esp32e22'],
    read: (chip) => chip.strap?.reg ?? voltage(chip)?.strap.reg,
  },
  RTC_CNTL_SDIO_CONF_REG: { chips: ['esp32'], read: (chip) => voltage(chip)?.override?.reg },
  RTC_CNTL_SDIO_FORCE: { chips: ['esp32'], read: (chip) => voltage(chip)?.override?.forceMask },
};

const ownToTheTool = 'how the reference tool works, no fact about the chip';
const partOfKept = 'part of an address or value that is kept whole';
const notUsed = 'nothing in Kiln reads or writes it';
const estimate =
  'how the ESP32’s ROM estimates its crystal: Kiln measures what comes of it, in its UART’s divider';
const encryptionKeys = 'only for choosing how the host encrypts; the eFuse map has the field';

/** Golden keys that are left out on purpose. */
const notKept: Readonly<Record<string, string>> = {
  DEFAULT_PORT: ownToTheTool,
  IS_STUB: ownToTheTool,
  USES_RFC2217: ownToTheTool,
  WRITE_FLASH_ATTEMPTS: ownToTheTool,
  UNSUPPORTED_CHIPS: 'names of beta silicon that nobody can buy',
  OVERRIDE_VDDSDIO_CHOICES: 'a choice of a command line',
  DR_REG_SYSCON_BASE: partOfKept,
  DR_REG_TIMG_BASE: partOfKept,
  DR_REG_LP_WDT_BASE: partOfKept,
  DR_REG_LP_SYS_BASE: partOfKept,
  DR_REG_LPAON_BASE: partOfKept,
  DR_REG_PMU_BASE: partOfKept,
  RTCCNTL_BASE_REG: partOfKept,
  APB_CTL_DATE_S: partOfKept,
  APB_CTL_DATE_V: partOfKept,
  VDD_SPI_XPD: 'whether the regulator runs; a flash that answers has power',
  RTC_CNTL_XPD_SDIO_REG: 'whether the regulator runs; a flash that answers has power',
  RTC_CNTL_SDIO_PD_EN: notUsed,
  RTC_CNTL_DREFH_SDIO_M: notUsed,
  RTC_CNTL_DREFM_SDIO_M: notUsed,
  RTC_CNTL_DREFL_SDIO_M: notUsed,
  RTCCALICFG1: estimate,
  TIMERS_RTC_CALI_VALUE: estimate,
  TIMERS_RTC_CALI_VALUE_S: estimate,
  EFUSE_RD_REPEAT_DATA3_REG: notUsed,
  EFUSE_RD_REPEAT_DATA3_REG_FLASH_TYPE_MASK: notUsed,
  EFUSE_RD_DIS: encryptionKeys,
  EFUSE_RD_DIS_REG: encryptionKeys,
  EFUSE_BLOCK_KEY0_REG: encryptionKeys,
  EFUSE_XTS_KEY_LENGTH_256: encryptionKeys,
  EFUSE_XTS_KEY_LENGTH_256_REG: encryptionKeys,
  EFUSE_FORCE_USE_KEY_MANAGER_KEY_REG: encryptionKeys,
  EFUSE_FORCE_USE_KEY_MANAGER_KEY_SHIFT: encryptionKeys,
  EFUSE_FORCE_USE_KM_KEY_MASK: encryptionKeys,
  EFUSE_FORCE_USE_KM_KEY_REG: encryptionKeys,
  FORCE_USE_KEY_MANAGER_VAL_XTS_AES_KEY: encryptionKeys,
  PCR_SYSCLK_CONF_REG: 'kept beside the one use, the ESP32-C5’s change of rate',
  PCR_SYSCLK_XTAL_FREQ_S: 'kept beside the one use, the ESP32-C5’s change of rate',
  PCR_SYSCLK_XTAL_FREQ_V: 'kept beside the one use, the ESP32-C5’s change of rate',
};

/** A key that is kept for all, but is no fact on these chips. */
const exceptions: Readonly<Record<string, string>> = {
  'esp8266 EFUSE_MAX_KEY': 'the ESP8266 has no key blocks',
  'esp32c2 PURPOSE_VAL_XTS_AES128_KEY':
    'the ESP32-C2 has one key block, whose use follows from which half is read',
};

function recordedOf(id: ChipId): Recorded {
  return JSON.parse(readFileSync(golden('chips', `${id}.json`), 'utf8')) as Recorded;
}

describe.skipIf(withoutGolden).each(chipIds)('the data of the %s', (id) => {
  const chip: ChipSpec = chips[id];

  it('is what was recorded, key by key', () => {
    const esp32 = recordedOf('esp32').rom;
    const wrong: string[] = [];
    for (const [key, recorded] of Object.entries(recordedOf(id).rom)) {
      if (key in notKept || `${id} ${key}` in exceptions) continue;
      const some = keptForSome[key];
      const read = some?.chips.includes(id) ? some.read : kept[key];
      // What a chip has from the ESP32 alone is compared with it, so that a value of its own is noticed.
      const ours = some !== undefined && read !== some.read ? esp32[key] : read?.(chip, recorded);
      if (some === undefined && read === undefined) wrong.push(`${key}: nobody says what becomes of it`);
      else if (!equal(ours, recorded))
        wrong.push(`${key}: ${JSON.stringify(ours)} instead of ${JSON.stringify(recorded)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('changes with the stub as was recorded', () => {
    const { FLASH_WRITE_SIZE, IS_STUB, ...more } = recordedOf(id).stub_differs;
    expect(IS_STUB).toBe(true);
    expect(flashBlockBytesFor(sessionOf(chip, 'stub'))).toBe(FLASH_WRITE_SIZE);
    expect(more).toEqual({});
  });

  it('holds nothing that was not recorded', () => {
    const { rom } = recordedOf(id);
    const claims: readonly (readonly [unknown, string])[] = [
      [chip.drom, 'DROM_MAP_START'],
      [chip.efuse, 'EFUSE_RD_REG_BASE'],
      [chip.efuse?.base, 'EFUSE_BASE'],
      [chip.efuse?.macReg, 'MAC_EFUSE_REG'],
      [chip.efuse?.block2, 'EFUSE_BLOCK2_ADDR'],
      [chip.watchdog, 'RTC_CNTL_WDTCONFIG0_REG'],
      [chip.watchdog?.super, 'RTC_CNTL_SWD_CONF_REG'],
      [chip.strap, 'GPIO_STRAP_SPI_BOOT_MASK'],
      [chip.forceDownloadBoot, 'RTC_CNTL_OPTION1_REG'],
      [chip.usbRamBlock, 'USB_RAM_BLOCK'],
      [chip.flashPower, 'PMU_DATE_REG'],
    ];
    for (const [value, key] of claims) expect([key, (value ?? null) !== null]).toEqual([key, key in rom]);
  });
});

describe.skipIf(withoutGolden)('the list of keys that are left out', () => {
  it('names no key that nobody recorded', () => {
    const recorded = new Set(chipIds.flatMap((id) => Object.keys(recordedOf(id).rom)));
    const named = [...Object.keys(notKept), ...Object.keys(kept), ...Object.keys(keptForSome)];
    expect(named.filter((key) => !recorded.has(key))).toEqual([]);
  });
});

/** JSON has neither numeric keys nor readonly tuples: what is the same there is the same. */
function equal(ours: Value, recorded: Value): boolean {
  return ours !== undefined && JSON.stringify(sorted(ours)) === JSON.stringify(sorted(recorded));
}

function sorted(value: Value): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
