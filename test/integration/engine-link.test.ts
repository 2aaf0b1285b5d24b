import { describe, expect, it } from 'vitest';
import { chipIds } from '../../src-shared/model/chip';
import type { NoticeCode } from '../../src-shared/model/progress';
import { sleep } from '../../src-shared/time/clock';
import { chips } from '../../src-main/engine/chips/registry';
import { connect } from '../../src-main/engine/loader/connect';
import { finish } from '../../src-main/engine/loader/finish';
import type { AfterReset, ConnectRequest } from '../../src-main/engine/requests';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { SimulatedBench } from '../../src-main/simulator/board-bench';
import { VirtualClock } from '../support/virtual-clock';

const usual: ConnectRequest = {
  chip: 'auto',
  baud: 921_600,
  useStub: true,
  before: 'default-reset',
  attempts: 2,
};

/** Engine and simulated board on one clock. */
function bench(url: string) {
  const clock = new VirtualClock();
  const boards = new SimulatedBench({ clock });
  const notices: NoticeCode[] = [];
  const run = {
    onProgress: (event: { type: string; code?: NoticeCode }) => {
      if (event.type === 'notice' && event.code !== undefined) notices.push(event.code);
    },
  };
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  const transport = boards.open(url);
  return {
    ...{ clock, boards, transport, notices },
    connect: (request: Partial<ConnectRequest> = {}) =>
      connect(transport, { ...usual, ...request }, context, run),
  };
}

describe('the link to a simulated board', () => {
  it.each(chipIds)('identifies an %s, starts its stub and changes the rate', async (id) => {
    const { clock, connect: run, notices } = bench(`sim://${id}`);
    const session = await clock.run(() => run());
    const hasStub = chips[id].stub !== null;
    expect([session.chip.id, session.loader]).toEqual([id, hasStub ? 'stub' : 'rom']);
    expect(session.baud).toBe(921_600);
    expect(notices).toContain(hasStub ? 'stub-running' : 'no-stub-for-chip');
    expect(await clock.run(() => session.readRegister(session.chip.uart.dateReg))).toBeTypeOf('number');
    await clock.run(() => session.close());
  });

  it.each(chipIds.filter((id) => id !== 'esp8266'))('changes the rate of the ROM of an %s', async (id) => {
    const { clock, connect: run } = bench(`sim://${id}`);
    const session = await clock.run(() => run({ useStub: false }));
    expect([session.loader, session.baud]).toEqual(['rom', 921_600]);
  });

  it.each([
    ['esp32c2', 26],
    ['esp32c5', 40],
  ] as const)('changes the rate of the ROM of an %s with a crystal of %s MHz', async (id, crystal) => {
    const { clock, connect: run } = bench(`sim://${id}?crystal=${crystal}`);
    const session = await clock.run(() => run({ useStub: false }));
    expect(session.baud).toBe(921_600);
  });

  it('finds the stub that runs already, at the rate at which it was left', async () => {
    const { clock, connect: run, notices } = bench('sim://esp32c3');
    await clock.run(async () => {
      const session = await run();
      await finish(session, 'no-reset-stub');
      await session.close();
    });
    const again = await clock.run(() => run({ before: 'no-reset' }));
    expect([again.loader, again.baud]).toEqual(['stub', 921_600]);
    expect(notices).toContain('stub-already-running');
  });

  it.each(['hard-reset', 'watchdog-reset'] as const)(
    'lets the board boot after %s',
    async (after: AfterReset) => {
      const { clock, connect: run, transport } = bench('sim://esp32c3');
      const said: string[] = [];
      await clock.run(async () => {
        const session = await run();
        transport.onData((bytes) => said.push(Buffer.from(bytes).toString('latin1')));
        await finish(session, after);
        await sleep(clock, 500);
        await session.close();
      });
      expect(said.join('')).toContain('ESP-ROM:esp32c3');
    },
  );

  it('knows a normal boot when BOOT is not held', async () => {
    const { clock, connect: run } = bench('sim://esp32');
    const starting = run({ before: 'no-reset', attempts: 1 });
    await expect(clock.run(starting)).rejects.toMatchObject({ code: 'connect-normal-boot' });
  });

  it('goes on in secure download mode without stub and registers', async () => {
    const { clock, connect: run, notices } = bench('sim://esp32s3?secure=download');
    const session = await clock.run(() => run());
    expect([session.loader, session.secureDownload]).toEqual(['rom', true]);
    expect(notices).toContain('secure-download');
  });
});
