import { describe, expect, it } from 'vitest';
import { chipIds } from '../../src-shared/model/chip';
import type { NoticeCode } from '../../src-shared/model/progress';
import { sleep } from '../../src-shared/time/clock';
import { chips } from '../../src-main/engine/chips/registry';
import { withAdaptiveLink, type AdaptiveLinkOptions } from '../../src-main/engine/link/adaptive-link';
import { connect } from '../../src-main/engine/loader/connect';
import { finish } from '../../src-main/engine/loader/finish';
import { parseResetSequence } from '../../src-main/engine/loader/parse-reset-sequence';
import { identify } from '../../src-main/engine/operations/identify';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
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
    ...{ clock, boards, transport, notices, run },
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

describe('what keeps a simulated board from its loader', () => {
  it.each([
    ['echo', 'connect-echo'],
    ['deaf', 'connect-tx-not-wired'],
    ['mute', 'connect-silent'],
  ])('is told with the fault %s', async (fault, code) => {
    const { clock, connect: run } = bench(`sim://esp32?fault=${fault}`);
    await expect(clock.run(() => run())).rejects.toMatchObject({ code });
  });

  it('lets nobody wait for ever, whatever firmware talks there', async () => {
    const { clock, connect: run } = bench('sim://esp32c3?fault=chatter:115200&fault=deaf');
    await expect(clock.run(() => run())).rejects.toMatchObject({
      code: expect.stringMatching(/^connect-/) as string,
    });
    expect(clock.now()).toBeLessThan(60_000);
  });
});

describe('the stub of a simulated board', () => {
  it('is refused where only signed code boots: its ROM does the work', async () => {
    const { clock, connect: run, notices } = bench('sim://esp32s3?secure=boot');
    const session = await clock.run(() => run());
    expect([session.loader, session.secureDownload, session.baud]).toEqual(['rom', false, 921_600]);
    expect(notices).toContain('stub-refused');
  });

  const disturbances = ['drop', 'damage', 'duplicate', 'delay:3500', 'silent', 'reset'];
  it.each(disturbances.flatMap((kind) => ['host', 'chip'].map((side) => [kind, side] as const)))(
    'starts, and the rate changes, whichever one frame suffers: %s of the %s',
    async (kind, side) => {
      for (const chip of ['esp32', 'esp32p4'])
        for (let frame = 1; frame <= 22; frame++) {
          const { clock, connect: run } = bench(`sim://${chip}?fault=${kind}:${side}:*:${frame}`);
          const { chip: found, loader, baud } = await clock.run(() => run());
          expect([chip, frame, found.id, loader, baud]).toEqual([chip, frame, chip, 'stub', 921_600]);
          expect(clock.now()).toBeLessThan(30_000);
        }
    },
  );

  it.each(['drop:host:MEM_END', 'drop:chip:OHAI', 'damage:chip:OHAI', 'silent:MEM_END', 'reset:MEM_END'])(
    'starts after %s',
    async (fault) => {
      const { clock, connect: run } = bench(`sim://esp32c3?fault=${fault}`);
      expect((await clock.run(() => run())).loader).toBe('stub');
    },
  );

  it.each([100, 300, 301, 302])(
    'suits an ESP32-P4 of revision %s, whose flash has power',
    async (revision) => {
      const { clock, connect: run } = bench(`sim://esp32p4?revision=${revision}&flash=16MB`);
      const session = await clock.run(() => run());
      expect(session.loader).toBe('stub');
      const board = await clock.run(() => identify(session));
      expect([board.revision, board.flash?.sizeBytes]).toEqual([revision, 0x100_0000]);
    },
  );
});

describe('resets over other adapters', () => {
  it.each([
    ['esp32s3', 'flow-control'],
    ['esp32s3', 'jtag'],
    ['esp32s3', 'jtag-always'],
    ['esp32s3', 'otg'],
    ['esp32c3', 'jtag'],
    ['esp32c6', 'jtag-always'],
    ['esp32s2', 'otg'],
    ['esp32p4', 'otg'],
  ])('lead an %s in and out over %s', async (chip, usb) => {
    const { clock, connect: run, transport } = bench(`sim://${chip}?usb=${usb}`);
    const said: string[] = [];
    transport.onData((bytes) => said.push(Buffer.from(bytes).toString('latin1')));
    await clock.run(async () => {
      const session = await run();
      expect(session.loader).toBe('stub');
      said.length = 0;
      await finish(session, 'hard-reset');
      await session.close();
      // The port may have gone with the reset: what is said next is heard by whoever opens it again.
      await sleep(clock, 1_000);
      await transport.open(115_200);
      await sleep(clock, 300);
      await transport.close();
    });
    expect(said.join('')).toContain('FLASH_BOOT');
  });

  it('follow a custom sequence', async () => {
    const customReset = parseResetSequence('D0|R1|W0.1|D1|R0|W0.05|D0');
    const customHardReset = parseResetSequence('R1|W0.1|R0');
    const { clock, connect: run } = bench('sim://esp32');
    const session = await clock.run(() => run({ customReset, customHardReset }));
    expect(session.loader).toBe('stub');
    await clock.run(async () => {
      await finish(session, 'hard-reset');
      await session.close();
    });
    await expect(clock.run(() => run({ before: 'no-reset', attempts: 1 }))).rejects.toMatchObject({
      code: expect.stringMatching(/^connect-/) as string,
    });
  });
});

describe('the adaptive link to a simulated board', () => {
  // Such that compression does not make much of it.
  const image = new Uint8Array(300_000).map(
    (_, index) => Math.imul(index ^ (index >> 7), 0x9e37_79b1) >>> 24,
  );
  const segments = [
    { name: 'a.bin', offset: 0x10000, data: image },
    { name: 'b.bin', offset: 0x80000, data: image.slice(0, 70_000) },
  ];

  /** Writes over whatever link can be had. */
  function write(url: string, changes: Partial<AdaptiveLinkOptions> = {}) {
    const { clock, boards, notices, run } = bench(url);
    const writing = clock.run(() =>
      withAdaptiveLink(
        {
          openTransport: () => boards.open(url),
          connect: { chip: 'auto', before: 'default-reset', attempts: 2 },
          settings: { baud: 921_600, compress: true, useStub: true },
          context: { clock, compute: inlineCompute, trace: () => undefined },
          ...changes,
        },
        (session, { compress }, attempt, options) =>
          writeFlash(
            session,
            {
              segments,
              ...{ flashMode: 'keep', flashFrequency: 'keep', flashSize: 'keep', eraseAll: false },
              ...{
                compress: compress ? null : false,
                verify: true,
                skipUnchanged: attempt > 1,
                force: false,
              },
            },
            options,
          ),
        run,
      ),
    );
    return { writing, notices, board: boards.board(url), clock };
  }

  function expectWritten({ board }: { board: { flash: { read(o: number, s: number): Uint8Array } } }): void {
    for (const { offset, data } of segments)
      expect(Buffer.from(board.flash.read(offset, data.length)).equals(Buffer.from(data))).toBe(true);
  }

  it('needs nothing on a good line', async () => {
    const job = write('sim://esp32c3');
    const { value, settings } = await job.writing;
    expect(value.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
    expect(settings).toEqual({ baud: 921_600, compress: true, useStub: true });
    expectWritten(job);
  });

  it('goes down until a line that loses data blocks carries them, and ends in verified bytes', async () => {
    const job = write('sim://esp32c3?fault=drop:host:FLASH_DEFL_DATA:1:12');
    const { value, settings } = await job.writing;
    expect(settings.baud).toBeLessThan(921_600);
    expect(job.notices).toContain('link-slower');
    expect(value.every(({ outcome }) => outcome !== 'written')).toBe(true);
    expectWritten(job);
  });

  it('does without compression, and without stub, where nothing else gets through', async () => {
    const job = write('sim://esp32c3?fault=drop:host:FLASH_DEFL_DATA:1:100000');
    const { settings } = await job.writing;
    expect([settings.baud, settings.compress]).toEqual([115_200, false]);
    expect(job.notices).toContain('link-uncompressed');
    expectWritten(job);
  });

  it.each([
    ['under its old name', 'unplug:60000:800'],
    ['under another name', 'unplug:60000:800:esp32c3-again'],
  ])('goes on with a board that was unplugged and comes back %s', async (_how, fault) => {
    const job = write(`sim://esp32c3?fault=${fault}`, { returnWithinMs: 10_000 });
    const { value } = await job.writing;
    expect(value.every(({ outcome }) => outcome !== 'written')).toBe(true);
    expect(job.notices.filter((code) => code === 'board-back')).toHaveLength(1);
    expectWritten(job);
  });

  it('ends in time with a board that stays away', async () => {
    const job = write('sim://esp32c3?fault=unplug:60000', { returnWithinMs: 10_000 });
    await expect(job.writing).rejects.toMatchObject({ code: 'port-lost' });
    expect(job.clock.now()).toBeLessThan(30_000);
  });

  it('begins again with a chip that resets in the middle', async () => {
    const job = write('sim://esp32c3?fault=reset:FLASH_DEFL_DATA:3');
    const { settings } = await job.writing;
    expect(settings.useStub).toBe(true);
    expectWritten(job);
  });
});
