import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChipId } from '../../src-shared/model/chip';
import { identityData } from '../../src-main/engine/operations/identity/identity-data';
import type { EfuseBits } from '../../src-main/engine/operations/identity/identity-spec';
import { golden, withoutGolden } from '../support/golden';

interface Field {
  readonly blk: number;
  readonly word: number;
  readonly pos: number;
  readonly len: number;
}

function fieldsOf(id: ChipId): Readonly<Record<string, Field>> {
  const file = readFileSync(golden('efuse', `${id}.json`), 'utf8');
  return (JSON.parse(file) as { fields: Record<string, Field> }).fields;
}

/** Our part → the eFuse fields it can be made of, low part first; the first that the chip has counts. */
const names: Readonly<Record<string, readonly (readonly string[])[]>> = {
  majorRevision: [['WAFER_VERSION_MAJOR'], ['WAFER_VERSION_MAJOR_LO', 'WAFER_VERSION_MAJOR_HI']],
  minorRevision: [['WAFER_VERSION_MINOR'], ['WAFER_VERSION_MINOR_LO', 'WAFER_VERSION_MINOR_HI']],
  packageVersion: [['PKG_VERSION']],
  flash: [['FLASH_CAP'], ['FLASH_VERSION']],
  flashVendor: [['FLASH_VENDOR']],
  psram: [['PSRAM_CAP', 'PSRAM_CAP_3'], ['PSRAM_CAP'], ['PSRAM_VERSION']],
  psramVendor: [['PSRAM_VENDOR']],
};

/** The ESP32-S2's part number follows from its memories, its package version tells no more. */
const leftOut: readonly string[] = ['esp32s2 packageVersion'];

describe.skipIf(withoutGolden).each(Object.keys(identityData) as (keyof typeof identityData)[])(
  'the identification of the %s',
  (id) => {
    const spec = identityData[id];
    const parts: Readonly<Record<string, readonly EfuseBits[]>> = {
      majorRevision: spec.majorRevision,
      minorRevision: spec.minorRevision,
      packageVersion: spec.packageVersion === null ? [] : [spec.packageVersion],
      flash: spec.flash?.capacity ?? [],
      psram: spec.psram?.capacity ?? [],
      ...(spec.flash?.vendor && { flashVendor: [spec.flash.vendor] }),
      ...(spec.psram?.vendor && { psramVendor: [spec.psram.vendor] }),
    };

    it.each(Object.keys(parts).filter((part) => !leftOut.includes(`${id} ${part}`)))(
      'looks for %s where the eFuse table has it',
      (part) => {
        const fields = fieldsOf(id);
        const found = names[part]?.find((set) => set.every((name) => name in fields)) ?? [];
        const macBlock = fields['MAC']?.blk;
        const expected = found.map((name) => {
          const field = fields[name];
          return {
            block: field?.blk === macBlock ? 'mac' : field?.blk,
            word: field?.word,
            bit: field?.pos,
            length: field?.len,
          };
        });
        expect(parts[part]).toEqual(expected);
      },
    );
  },
);
