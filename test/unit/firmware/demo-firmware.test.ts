import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildDemoFirmware } from '../../../scripts/demo-firmware/build-demo-firmware';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { inlineFiles } from '../../../src-main/platform/inline-files';
import { chipSummaries } from '../../../src-main/services/chip-summaries';
import { FirmwareImport } from '../../../src-main/services/firmware-import';
import { checkPlan } from '../../../src-shared/preflight/check-plan';
import { importedFirmware } from '../../support/imported-firmware';
import { temporaryFolder } from '../../support/temporary-folder';
import { board } from '../preflight/sample-plan';

const demoFolder = join(process.cwd(), 'resources/demo/esp32c3');

describe('the demo firmware', () => {
  it('in resources is what its source makes', () => {
    for (const [name, bytes] of buildDemoFirmware())
      expect(Buffer.from(bytes).equals(readFileSync(join(demoFolder, name))), name).toBe(true);
  });

  it('comes in as a whole plan in which pre-flight finds nothing', async () => {
    const files = new FirmwareImport({
      compute: inlineCompute,
      files: inlineFiles,
      demoFolder,
      importsFolder: await temporaryFolder(),
    });
    const sources = [{ type: 'demo' }] as const;
    const firmware = importedFirmware(
      await files.import({ sources, chip: null, merged: 'split', answers: [] }),
    );
    expect(firmware).toMatchObject({ title: 'kiln-demo 1.0.0', chip: 'esp32c3', flashSize: '2MB' });
    expect(firmware.items.map(({ kind, offset }) => [kind, offset])).toEqual([
      ['bootloader', 0],
      ['partition-table', 0x8000],
      ['app', 0x1_0000],
    ]);
    const chip = chipSummaries.find(({ id }) => id === 'esp32c3') ?? null;
    const findings = checkPlan({
      items: firmware.items,
      chip,
      chips: chipSummaries,
      board,
      boardPartitions: null,
      flashMode: firmware.flashMode ?? 'keep',
      flashFrequency: firmware.flashFrequency ?? 'keep',
      flashSize: firmware.flashSize ?? 'detect',
      eraseAll: false,
    });
    expect(findings).toEqual([]);
  });
});
