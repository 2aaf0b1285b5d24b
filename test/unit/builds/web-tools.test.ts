import { describe, expect, it } from 'vitest';
import { buildsDescribedBy, recogniseBuilds } from '../../../src-main/files/builds/recognise-builds';
import { appFor } from '../firmware/sample-images';
import { memoryTree } from '../../support/memory-tree';
import { failureOf, placesOf } from './sample-builds';

const manifest = {
  name: 'Lamp',
  version: '2026.11',
  new_install_prompt_erase: true,
  funding_url: 'https://example.org',
  builds: [
    {
      chipFamily: 'ESP32',
      improv: true,
      parts: [
        { path: 'esp32.bin', offset: 65536 },
        { path: './bootloader.bin', offset: 4096 },
      ],
    },
    { chipFamily: 'ESP32-C3', parts: [{ path: 'c3%20lamp.bin?v=2#top', offset: 0 }] },
    { chipFamily: 'ESP8266', parts: [{ path: '../firmware/esp8266.bin', offset: 0 }] },
  ],
};

const files = {
  'web/esp32.bin': appFor('esp32'),
  'web/bootloader.bin': 'x',
  'web/c3 lamp.bin': 'x',
  'firmware/esp8266.bin': 'x',
};

const site = (changes: object = {}) =>
  memoryTree({ ...files, 'web/manifest.json': JSON.stringify({ ...manifest, ...changes }) });

const oneBuild = (build: object) => site({ builds: [{ ...manifest.builds[0], ...build }] });
const onePart = (part: object) => oneBuild({ parts: [{ path: 'esp32.bin', offset: 0, ...part }] });

describe('an ESP Web Tools manifest', () => {
  it('is one build for each chip family', async () => {
    const builds = await recogniseBuilds(site());
    expect(builds.map(({ id, chip, label, title }) => [id, chip, label, title])).toEqual([
      ['web/manifest.json#1', 'esp32', 'ESP32', 'Lamp 2026.11'],
      ['web/manifest.json#2', 'esp32c3', 'ESP32-C3', 'Lamp 2026.11'],
      ['web/manifest.json#3', 'esp8266', 'ESP8266', 'Lamp 2026.11'],
    ]);
    expect(builds.map(placesOf)).toEqual([
      [
        ['web/bootloader.bin', 0x1000, 'manifest'],
        ['web/esp32.bin', 0x1_0000, 'manifest'],
      ],
      [['web/c3 lamp.bin', 0, 'manifest']],
      [['firmware/esp8266.bin', 0, 'manifest']],
    ]);
    expect(builds[0]).toMatchObject({ format: 'web-tools', eraseAll: null, notices: [] });
  });

  it('tells builds for the same chip apart by how it is connected', async () => {
    const [first] = manifest.builds;
    const builds = await recogniseBuilds(
      site({
        builds: [
          { ...first, serialType: 'cdc' },
          { ...first, serialType: 'uart' },
        ],
      }),
    );
    expect(builds.map(({ label }) => label)).toEqual(['ESP32 (cdc)', 'ESP32 (uart)']);
  });

  it('of which some parts are not there is good for the other chips', async () => {
    const remote = { chipFamily: 'ESP32-S3', parts: [{ path: 'https://example.org/s3.bin', offset: 0 }] };
    const builds = await recogniseBuilds(site({ builds: [...manifest.builds, remote] }));
    expect(builds).toHaveLength(3);
    for (const { notices } of builds)
      expect(notices).toMatchObject([{ code: 'build-left-out', context: { name: 'manifest.json (4)' } }]);
  });

  it('may have any name where it is the only JSON', async () => {
    const text = JSON.stringify({
      builds: [{ chipFamily: 'ESP32', parts: [{ path: 'a.bin', offset: '0x10' }] }],
    });
    const [build] = await recogniseBuilds(memoryTree({ 'lamp.json': text, 'a.bin': 'x' }));
    expect(build).toMatchObject({ title: null, label: 'ESP32' });
    expect(placesOf(build)).toEqual([['a.bin', 0x10, 'manifest']]);
  });

  it('is not every file that is called manifest.json', async () => {
    const text = '{"name":"Lamp","icons":[],"start_url":"/"}';
    const tree = memoryTree({ 'manifest.json': text, 'a.bin': 'x' });
    expect(await recogniseBuilds(tree)).toEqual([]);
    expect(await buildsDescribedBy(tree, 'manifest.json')).toBeNull();
  });

  it.each([
    ['is not JSON', memoryTree({ 'manifest.json': '{"builds":' }), /it is not JSON/],
    ['has no list of builds', site({ builds: 'none' }), /“builds”/],
    ['has an empty list of builds', site({ builds: [] }), /“builds” is empty/],
    ['has builds without end', site({ builds: Array(65).fill(manifest.builds[0]) }), /more than 64 builds/],
    ['is for a chip that nobody knows', oneBuild({ chipFamily: 'ESP33' }), /knows no chip “ESP33”/],
    ['names no files', oneBuild({ parts: [] }), /names no files for ESP32/],
    [
      'names too many files',
      oneBuild({ parts: Array.from({ length: 65 }, (_, offset) => ({ path: 'esp32.bin', offset })) }),
      /more than 64 files/,
    ],
    [
      'has a part on the network',
      onePart({ path: 'https://example.org/a.bin' }),
      /is on the network: download it/,
    ],
    [
      'has a part on the network, protocol left open',
      onePart({ path: '//example.org/a.bin' }),
      /is on the network/,
    ],
    ['has a part by its full path', onePart({ path: '/esp32.bin' }), /is not in its folder/],
    ['has a part on a drive', onePart({ path: String.raw`C:\esp32.bin` }), /is not in its folder/],
    ['has a part that climbs out', onePart({ path: '../../esp32.bin' }), /is not in its folder/],
    [
      'has a part that climbs out in disguise',
      onePart({ path: '..%2F..%2Fesp32.bin' }),
      /is not in its folder/,
    ],
    ['has a part that is no address', onePart({ path: '%E0%A4%A' }), /is not a path/],
    ['has a part below nothing', onePart({ offset: -1 }), /“-1” is not an offset/],
    ['has a part between bytes', onePart({ offset: 0.5 }), /“0.5” is not an offset/],
    ['has a part beyond all flash', onePart({ offset: 0x1_0000_0000 }), /is not an offset/],
    ['names itself', onePart({ path: 'manifest.json' }), /it names itself/],
    ['names another manifest', onePart({ path: 'other.json' }), /description of a build/],
    [
      'has two parts at one place',
      oneBuild({
        parts: [
          { path: 'a.bin', offset: 8 },
          { path: 'b.bin', offset: 8 },
        ],
      }),
      /both at 0x8/,
    ],
    [
      'is nested without end',
      memoryTree({ 'manifest.json': '{"builds":' + '['.repeat(100_000) }),
      /nested too deep/,
    ],
  ])('that %s is refused', async (_, tree, reason) => {
    const failure = await failureOf(recogniseBuilds(tree));
    expect(failure).toMatchObject({ code: 'manifest-invalid', context: { name: 'manifest.json' } });
    expect(String(failure)).toMatch(reason);
  });

  it('whose parts are missing says which', async () => {
    expect(await failureOf(recogniseBuilds(onePart({ path: 'gone.bin' })))).toMatchObject({
      code: 'file-not-found',
      context: { name: 'gone.bin' },
    });
  });
});
