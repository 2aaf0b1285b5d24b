import { describe, expect, it } from 'vitest';
import { chips } from '../../src-main/engine/chips/registry';
import { watchBoot } from '../../src-main/engine/operations/boot-report';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { buildImage } from '../unit/image/build-image';
import { failureOf, plan, setUp } from './engine-setup';

/** What simulated boards tell a bootloader by: its own words. */
const secondStage = new TextEncoder().encode('ESP-IDF 2nd stage bootloader');

describe.each(['esp32', 'esp32c3', 'esp32s3', 'esp32h2', 'esp32p4'] as const)(
  'after writing, an %s',
  (id) => {
    it('with a blank flash says so', async () => {
      const setup = setUp(id);
      const report = await setup.clock.run(async () => {
        const session = await setup.connect();
        const watched = await watchBoot(session, setup.run);
        await session.close();
        return watched;
      });
      expect(report.verdict).toBe('invalid-header');
      expect(report.lines.join('\n')).toMatch(/invalid header: 0xffffffff/);
      expect(setup.events.at(-1)).toEqual({ type: 'stage', stage: 'boot' });
    });

    it('with a bootloader and nothing else has no app to start', async () => {
      const setup = setUp(id);
      const report = await setup.clock.run(async () => {
        const session = await setup.connect();
        const bootloader = {
          name: 'bootloader.bin',
          offset: chips[id].bootloaderOffset,
          data: buildImage({ chipId: chips[id].imageChipId, segments: [secondStage] }),
        };
        await writeFlash(session, plan([bootloader]));
        const watched = await watchBoot(session, setup.run);
        await session.close();
        return watched;
      });
      expect(report.verdict).toBe('no-bootable-app');
    });
  },
);

describe('watching a boot', () => {
  it('hears an ESP8266 at the rate its ROM speaks at', async () => {
    const setup = setUp('esp8266');
    const report = await setup.clock.run(async () => {
      const session = await setup.connect();
      const watched = await watchBoot(session, setup.run);
      await session.close();
      return watched;
    });
    expect(report.verdict).not.toBe('garbage');
    expect(report.lines.join('\n')).toMatch(/ets Jan {2}8 2013/);
  });

  it.each([26, 40])(
    'hears an ESP32-C2 with a crystal of %i MHz, ROM and bootloader both',
    async (crystalMhz) => {
      const setup = setUp('esp32c2', { crystalMhz });
      const report = await setup.clock.run(async () => {
        const session = await setup.connect();
        const bootloader = {
          name: 'bootloader.bin',
          offset: 0,
          data: buildImage({ chipId: chips.esp32c2.imageChipId, segments: [secondStage] }),
        };
        await writeFlash(session, plan([bootloader]));
        const watched = await watchBoot(session, setup.run);
        await session.close();
        return watched;
      });
      expect(report.verdict).toBe('no-bootable-app');
      expect(report.lines.join('\n')).toMatch(/ESP-ROM:esp8684/);
    },
  );

  it('can be stopped', async () => {
    const abort = new AbortController();
    const setup = setUp('esp32', {}, abort.signal);
    await setup.clock.run(async () => {
      const session = await setup.connect();
      setup.clock.schedule(300, () => abort.abort());
      expect((await failureOf(watchBoot(session, setup.run))).code).toBe('cancelled');
      await session.close();
    });
  });
});
