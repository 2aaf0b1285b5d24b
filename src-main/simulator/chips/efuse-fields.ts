import type { ChipId } from '../../../src-shared/model/chip';

/** Where a field is: block, first bit of the block, number of bits. */
export type EfuseField = readonly [block: number, start: number, bits: number];

/** The fields that identification reads; a field that a chip does not have is left out. */
export interface EfuseFields {
  readonly mac: EfuseField;
  readonly macExtension?: EfuseField;
  readonly major?: EfuseField;
  readonly majorHigh?: EfuseField;
  readonly minor?: EfuseField;
  readonly minorHigh?: EfuseField;
  readonly packageVersion?: EfuseField;
  readonly packageHigh?: EfuseField;
  readonly embeddedFlash?: EfuseField;
  readonly psram?: EfuseField;
  readonly psramHigh?: EfuseField;
  readonly downloadDisabled?: EfuseField;
  readonly secureDownload?: EfuseField;
}

/** The ESP8266 has no eFuse blocks of this kind. @source golden/efuse */
export const efuseFields: Readonly<Record<Exclude<ChipId, 'esp8266'>, EfuseFields>> = {
  esp32: {
    mac: [0, 32, 48],
    minor: [0, 184, 2],
    packageVersion: [0, 105, 3],
    packageHigh: [0, 98, 1],
    downloadDisabled: [0, 27, 1],
  },
  esp32s2: {
    mac: [1, 0, 48],
    major: [1, 114, 2],
    minor: [1, 132, 3],
    minorHigh: [1, 116, 1],
    packageVersion: [1, 128, 4],
    downloadDisabled: [0, 128, 1],
    embeddedFlash: [1, 117, 4],
    psram: [1, 124, 4],
    secureDownload: [0, 133, 1],
  },
  esp32s3: {
    mac: [1, 0, 48],
    major: [1, 184, 2],
    minor: [1, 114, 3],
    minorHigh: [1, 183, 1],
    packageVersion: [1, 117, 3],
    embeddedFlash: [1, 123, 3],
    psram: [1, 131, 2],
    psramHigh: [1, 179, 1],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32c2: {
    mac: [2, 0, 48],
    major: [2, 52, 2],
    minor: [2, 48, 4],
    packageVersion: [2, 54, 3],
    embeddedFlash: [2, 253, 3],
    downloadDisabled: [0, 46, 1],
    secureDownload: [0, 48, 1],
  },
  esp32c3: {
    mac: [1, 0, 48],
    major: [1, 184, 2],
    minor: [1, 114, 3],
    minorHigh: [1, 183, 1],
    packageVersion: [1, 117, 3],
    embeddedFlash: [1, 123, 3],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32c5: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    major: [1, 68, 2],
    minor: [1, 64, 4],
    packageVersion: [1, 90, 3],
    embeddedFlash: [1, 77, 3],
    psram: [1, 83, 3],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32c6: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    major: [1, 118, 2],
    minor: [1, 114, 4],
    packageVersion: [1, 120, 3],
    embeddedFlash: [1, 128, 3],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32c61: {
    mac: [1, 0, 48],
    major: [1, 68, 2],
    minor: [1, 64, 4],
    packageVersion: [1, 90, 3],
    embeddedFlash: [1, 77, 3],
    psram: [1, 83, 3],
    downloadDisabled: [0, 96, 1],
    secureDownload: [0, 100, 1],
  },
  esp32e22: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    downloadDisabled: [0, 127, 1],
    secureDownload: [0, 132, 1],
  },
  esp32h2: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    major: [1, 117, 2],
    minor: [1, 114, 3],
    packageVersion: [1, 128, 3],
    embeddedFlash: [1, 120, 3],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32h21: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    major: [1, 168, 2],
    minor: [1, 164, 4],
    packageVersion: [1, 171, 3],
    embeddedFlash: [1, 120, 3],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32h4: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    major: [1, 118, 2],
    minor: [1, 114, 4],
    packageVersion: [1, 140, 3],
    embeddedFlash: [1, 127, 3],
    psram: [1, 133, 3],
    downloadDisabled: [0, 127, 1],
    secureDownload: [0, 131, 1],
  },
  esp32p4: {
    mac: [1, 0, 48],
    major: [1, 68, 2],
    majorHigh: [1, 87, 1],
    minor: [1, 64, 4],
    packageVersion: [1, 84, 3],
    psram: [1, 77, 3],
    downloadDisabled: [0, 128, 1],
    secureDownload: [0, 133, 1],
  },
  esp32s31: {
    mac: [1, 0, 48],
    macExtension: [1, 48, 16],
    major: [1, 118, 2],
    minor: [1, 114, 4],
    packageVersion: [1, 134, 2],
    psram: [1, 127, 3],
    downloadDisabled: [0, 144, 1],
    secureDownload: [0, 149, 1],
  },
};
