import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseElf } from '../../../src-main/engine/image/elf';
import { crashTasks } from '../../../src-main/files/crash/crash-tasks';
import { golden, withoutGolden } from '../../support/golden';
import { reportOf } from './sample-reports';

describe.skipIf(withoutGolden)('ELF files of real builds', () => {
  it.each([
    ['esp32-bootloader.elf', 'xtensa', 'call_start_cpu0'],
    ['esp8266-nonossdkv12-example.elf', 'xtensa-lx106', 'call_user_start'],
  ] as const)('%s tells the function that its chip starts with', async (name, architecture, start) => {
    const tasks = crashTasks();
    const elfPath = golden('files', name);
    const { id: elfId, architecture: told } = await tasks['elf:describe']({ path: elfPath, name });
    expect(told).toBe('xtensa');
    const { entryPoint } = parseElf(readFileSync(elfPath));
    const registers = architecture === 'xtensa' ? { PC: entryPoint } : { epc1: entryPoint };
    const report = reportOf({ architecture, registers });
    const { frames } = await tasks['crash:decode']({ elfPath, elfId, report });
    expect(frames).toMatchObject([{ kind: 'exact', pc: entryPoint, places: [{ function: start }] }]);
  });
});
