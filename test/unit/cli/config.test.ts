import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src-main/cli/esptool/config/load-config';
import { parseIniSection } from '../../../src-main/cli/esptool/config/parse-ini';
import { folderWith } from '../firmware/temp-folder';
import { fakeIo, type FakeIoOptions } from './fake-io';

const load = (options: FakeIoOptions) => loadConfig(fakeIo(options).io.host);

describe('a section of an .ini file', () => {
  it('has keys in any case, values with = or :, and comments', () => {
    const text =
      '\uFEFF[other]\nx = 1\n[esptool]\n# why\n; why not\nTimeout = 3\r\nconnect_attempts: 7\n\n[more]\ny=2';
    expect(parseIniSection(text, 'esptool')).toEqual({
      entries: [
        { key: 'timeout', value: '3', line: 6 },
        { key: 'connect_attempts', value: '7', line: 7 },
      ],
      strayLines: [],
    });
  });

  it('goes on over indented lines', () => {
    const section = parseIniSection('[esptool]\ncustom_reset_sequence = D0|R1|\n  W0.1|D1\n', 'esptool');
    expect(section?.entries).toEqual([{ key: 'custom_reset_sequence', value: 'D0|R1|W0.1|D1', line: 2 }]);
  });

  it('tells which lines make no sense, in its own section only', () => {
    const section = parseIniSection(
      'hello\n[esptool]\nnonsense\n  more\ntimeout=1\n[x]\nnonsense',
      'esptool',
    );
    expect(section).toEqual({ entries: [{ key: 'timeout', value: '1', line: 5 }], strayLines: [3, 4] });
  });

  it('may not be there', () => {
    expect(parseIniSection('[esptools]\ntimeout = 1', 'esptool')).toBeNull();
    expect(parseIniSection('', 'esptool')).toBeNull();
  });
});

describe('the configuration file', () => {
  it('is the one in the working folder, before the user’s, before the one at home', async () => {
    const home = await folderWith({
      'esptool.cfg': '[esptool]\nconnect_attempts = 3',
      '.config/esptool/esptool.cfg': '[esptool]\nconnect_attempts = 2',
      'project/esptool.cfg': '[esptool]\nconnect_attempts = 1',
      'elsewhere/readme.txt': '',
    });
    const from = async (folder: string, homeFolder = home) =>
      (await load({ workingFolder: join(home, folder), homeFolder })).connectAttempts;
    expect(await from('project')).toBe(1);
    expect(await from('elsewhere')).toBe(2);
    expect(await from('elsewhere', join(home, 'project'))).toBe(1);
    expect(await from('elsewhere', '/nowhere')).toBeUndefined();
  });

  it('may be a section in files of other tools, which are else left alone', async () => {
    const workingFolder = await folderWith({
      'esptool.cfg': 'nothing for us',
      'setup.cfg': '[metadata]\nname = x\nthis is no setting',
      'tox.ini': '[esptool]\ntimeout = 4.5',
    });
    const config = await load({ workingFolder });
    expect(config).toMatchObject({ fileName: 'tox.ini', timeoutsMs: { command: 4500 }, warnings: [] });
  });

  it('is the one that ESPTOOL_CFGFILE names, or there is an error', async () => {
    const folder = await folderWith({
      'esptool.cfg': '[esptool]\nconnect_attempts = 1',
      'mine.cfg': '[esptool]\nconnect_attempts = 5',
    });
    const named = (ESPTOOL_CFGFILE: string) =>
      load({ workingFolder: folder, homeFolder: folder, environment: { ESPTOOL_CFGFILE } });
    expect((await named('mine.cfg')).connectAttempts).toBe(5);
    expect((await named('~/mine.cfg')).connectAttempts).toBe(5);
    expect((await named('')).connectAttempts).toBe(1);
    await expect(named('gone.cfg')).rejects.toMatchObject({
      code: 'setting-invalid',
      context: { key: 'ESPTOOL_CFGFILE', place: 'the environment', value: 'gone.cfg' },
    });
  });

  it('says everything that esptool’s may say', async () => {
    const workingFolder = await folderWith({
      'esptool.cfg': `[esptool]
timeout = 6
chip_erase_timeout = 140
max_timeout = 480
md5_timeout_per_mb = 16
erase_region_timeout_per_mb = 60
erase_write_timeout_per_mb = .5
connect_attempts = 0
open_port_attempts = 12
reset_delay = 0.75
custom_reset_sequence = D0|R1|W0.1|U1,0
custom_hard_reset_sequence = R1|R0
`,
    });
    expect(await load({ workingFolder })).toEqual({
      fileName: 'esptool.cfg',
      timeoutsMs: {
        command: 6000,
        eraseChip: 140_000,
        longest: 480_000,
        md5PerMb: 16_000,
        eraseRegionPerMb: 60_000,
        eraseAndWritePerMb: 500,
      },
      connectAttempts: 0,
      openPortAttempts: 12,
      resetDelayMs: 750,
      customReset: [
        { lines: { dtr: false } },
        { lines: { rts: true } },
        { waitMs: 100 },
        { lines: { dtr: true, rts: false } },
      ],
      customHardReset: [{ lines: { rts: true } }, { lines: { rts: false } }],
      warnings: [],
    });
  });

  it('is warned about where it says what nobody knows or nobody needs', async () => {
    const workingFolder = await folderWith({
      'esptool.cfg': '[esptool]\ncolour = red\nwrite_block_attempts = 5\nwhat is this\n',
    });
    const { warnings } = await load({ workingFolder });
    expect(warnings).toHaveLength(3);
    expect(warnings.join('\n')).toMatch(
      /line 4.*\n.*“colour” is not a setting.*\n.*“write_block_attempts” changes nothing/s,
    );
  });

  it.each([
    ['timeout', 'soon'],
    ['timeout', '0'],
    ['timeout', '-1'],
    ['timeout', '1e9'],
    ['timeout', '999999999'],
    ['connect_attempts', '2.5'],
    ['connect_attempts', ''],
    ['open_port_attempts', '-1'],
    ['custom_reset_sequence', 'D0|X1'],
    ['custom_hard_reset_sequence', ''],
  ])('names itself and the key where %s is “%s”', async (key, value) => {
    const workingFolder = await folderWith({ 'esptool.cfg': `[esptool]\n${key} = ${value}\n` });
    await expect(load({ workingFolder })).rejects.toMatchObject({
      code: 'setting-invalid',
      context: { key, value, place: 'esptool.cfg' },
    });
  });
});
