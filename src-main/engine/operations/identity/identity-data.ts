import type { ChipId } from '../../../../src-shared/model/chip';
import { mac, type EmbeddedMemory, type IdentitySpec } from './identity-spec';

const unpublished = { sizes: {}, vendor: null, vendors: {} };

/** GigaDevice and the others, as the ESP32-C3's and ESP32-S3's vendor field counts them. */
const c3Vendors = { 1: 'XMC', 2: 'GD', 3: 'FM', 4: 'TT', 5: 'ZBIT' };
const s3FlashVendors = { 1: 'XMC', 2: 'GD', 3: 'FM', 4: 'TT', 5: 'BY' };

const c5AndC61Memory = {
  flash: { capacity: [mac(2, 13, 3)], ...unpublished } satisfies EmbeddedMemory,
  psram: { capacity: [mac(2, 19, 3)], ...unpublished } satisfies EmbeddedMemory,
};

/**
 * Chips whose eFuses are laid out by blocks; the ESP8266 and the ESP32 have their own files.
 * @source golden/efuse for the bits, the chips' data sheets for the names
 */
export const identityData: Readonly<Record<Exclude<ChipId, 'esp8266' | 'esp32'>, IdentitySpec>> = {
  esp32s2: {
    majorRevision: [mac(3, 18, 2)],
    minorRevision: [mac(4, 4, 3), mac(3, 20, 1)],
    packageVersion: null,
    packages: {},
    flash: { capacity: [mac(3, 21, 4)], sizes: { 1: '2MB', 2: '4MB' }, vendor: null, vendors: {} },
    psram: { capacity: [mac(3, 28, 4)], sizes: { 1: '2MB', 2: '4MB' }, vendor: null, vendors: {} },
    features: ['Wi-Fi', 'Single Core', '240MHz'],
    crystalMhz: 40,
  },
  esp32s3: {
    majorRevision: [mac(5, 24, 2)],
    minorRevision: [mac(3, 18, 3), mac(5, 23, 1)],
    packageVersion: mac(3, 21, 3),
    packages: { 0: 'ESP32-S3 (QFN56)', 1: 'ESP32-S3-PICO-1 (LGA56)' },
    flash: {
      capacity: [mac(3, 27, 3)],
      sizes: { 1: '8MB', 2: '4MB' },
      vendor: mac(4, 0, 3),
      vendors: s3FlashVendors,
    },
    psram: {
      capacity: [mac(4, 3, 2), mac(5, 19, 1)],
      sizes: { 1: '8MB', 2: '2MB', 3: '16MB', 4: '4MB' },
      vendor: mac(4, 7, 2),
      vendors: { 1: 'AP 3.3V', 2: 'AP 1.8V' },
    },
    features: ['Wi-Fi', 'BT 5 (LE)', 'Dual Core + LP Core', '240MHz'],
    crystalMhz: 40,
  },
  esp32c2: {
    majorRevision: [mac(1, 20, 2)],
    minorRevision: [mac(1, 16, 4)],
    packageVersion: mac(1, 22, 3),
    packages: { 0: 'ESP32-C2', 1: 'ESP32-C2' },
    flash: { capacity: [mac(7, 29, 3)], ...unpublished },
    psram: null,
    features: ['Wi-Fi', 'BT 5 (LE)', 'Single Core', '120MHz'],
    crystalMhz: [26, 40],
  },
  esp32c3: {
    majorRevision: [mac(5, 24, 2)],
    minorRevision: [mac(3, 18, 3), mac(5, 23, 1)],
    packageVersion: mac(3, 21, 3),
    packages: {
      0: 'ESP32-C3 (QFN32)',
      1: 'ESP8685 (QFN28)',
      2: 'ESP32-C3 AZ (QFN32)',
      3: 'ESP8686 (QFN24)',
    },
    flash: {
      capacity: [mac(3, 27, 3)],
      sizes: { 1: '4MB', 2: '2MB', 3: '1MB', 4: '8MB' },
      vendor: mac(4, 0, 3),
      vendors: c3Vendors,
    },
    psram: null,
    features: ['Wi-Fi', 'BT 5 (LE)', 'Single Core', '160MHz'],
    crystalMhz: 40,
  },
  esp32c5: {
    majorRevision: [mac(2, 4, 2)],
    minorRevision: [mac(2, 0, 4)],
    packageVersion: mac(2, 26, 3),
    packages: { 0: 'ESP32-C5' },
    ...c5AndC61Memory,
    features: ['Wi-Fi 6 (dual-band)', 'BT 5 (LE)', 'IEEE802.15.4', 'Single Core + LP Core', '240MHz'],
    crystalMhz: [40, 48],
  },
  esp32c6: {
    majorRevision: [mac(3, 22, 2)],
    minorRevision: [mac(3, 18, 4)],
    packageVersion: mac(3, 24, 3),
    packages: { 0: 'ESP32-C6 (QFN40)', 1: 'ESP32-C6FH4 (QFN32)' },
    flash: { capacity: [mac(4, 0, 3)], ...unpublished },
    psram: null,
    features: ['Wi-Fi 6', 'BT 5 (LE)', 'IEEE802.15.4', 'Single Core + LP Core', '160MHz'],
    crystalMhz: 40,
  },
  esp32c61: {
    majorRevision: [mac(2, 4, 2)],
    minorRevision: [mac(2, 0, 4)],
    packageVersion: mac(2, 26, 3),
    packages: { 0: 'ESP32-C61' },
    ...c5AndC61Memory,
    features: ['Wi-Fi 6', 'BT 5 (LE)', 'Single Core', '160MHz'],
    crystalMhz: 40,
  },
  esp32e22: {
    majorRevision: [],
    minorRevision: [],
    packageVersion: null,
    packages: {},
    flash: null,
    psram: null,
    features: ['Wi-Fi 6E (tri-band)', 'BT 5.4 (LE) + Classic', 'Dual Core', '500MHz'],
    crystalMhz: null,
  },
  esp32h2: {
    majorRevision: [mac(3, 21, 2)],
    minorRevision: [mac(3, 18, 3)],
    packageVersion: mac(4, 0, 3),
    packages: { 0: 'ESP32-H2' },
    flash: { capacity: [mac(3, 24, 3)], ...unpublished },
    psram: null,
    features: ['BT 5 (LE)', 'IEEE802.15.4', 'Single Core', '96MHz'],
    crystalMhz: 32,
  },
  esp32h21: {
    majorRevision: [mac(5, 8, 2)],
    minorRevision: [mac(5, 4, 4)],
    packageVersion: mac(5, 11, 3),
    packages: { 0: 'ESP32-H21' },
    flash: { capacity: [mac(3, 24, 3)], ...unpublished },
    psram: null,
    features: ['BT 5 (LE)', 'IEEE802.15.4', 'Single Core', '96MHz'],
    crystalMhz: 32,
  },
  esp32h4: {
    majorRevision: [mac(3, 22, 2)],
    minorRevision: [mac(3, 18, 4)],
    packageVersion: mac(4, 12, 3),
    packages: { 0: 'ESP32-H4 (QFN40)' },
    flash: { capacity: [mac(3, 31, 3)], ...unpublished },
    psram: { capacity: [mac(4, 5, 3)], ...unpublished },
    features: ['BT 5 (LE)', 'IEEE802.15.4', 'Dual Core', '96MHz'],
    crystalMhz: 32,
  },
  esp32p4: {
    majorRevision: [mac(2, 4, 2), mac(2, 23, 1)],
    minorRevision: [mac(2, 0, 4)],
    packageVersion: mac(2, 20, 3),
    packages: { 0: 'ESP32-P4' },
    flash: null,
    psram: { capacity: [mac(2, 13, 3)], ...unpublished },
    features: ['Dual Core + LP Core', '400MHz'],
    crystalMhz: 40,
  },
  esp32s31: {
    majorRevision: [mac(3, 22, 2)],
    minorRevision: [mac(3, 18, 4)],
    packageVersion: mac(4, 6, 2),
    packages: { 0: 'ESP32-S31' },
    flash: null,
    psram: { capacity: [mac(3, 31, 3)], ...unpublished },
    features: ['Wi-Fi 6', 'BT 5.4 (LE)', 'IEEE802.15.4', 'Dual Core + LP Core', '300MHz'],
    crystalMhz: 40,
  },
};
