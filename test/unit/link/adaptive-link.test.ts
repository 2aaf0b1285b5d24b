import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { ProgressEvent } from '../../../src-shared/model/progress';
import { sleep } from '../../../src-shared/time/clock';
import {
  withAdaptiveLink,
  type AdaptiveLinkOptions,
  type LinkWork,
} from '../../../src-main/engine/link/adaptive-link';
import type { LinkSettings } from '../../../src-main/engine/link/link-settings';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { FakeLoader } from '../../support/fake-loader';
import { ScriptedTransport, type ScriptedTransportOptions } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const fast: LinkSettings = { baud: 921_600, compress: true, useStub: true };
const macLow = 0x6000_8844;
const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;
const silence = (): AppError => new AppError('no-response', { command: 'FLASH_DATA' });

function bench(options: Partial<ScriptedTransportOptions> = {}) {
  const clock = new VirtualClock();
  const registers = new Map([
    [macLow, 0xa1b2_c3d4],
    [macLow + 4, 0x7cdf],
  ]);
  const fake = new FakeLoader({ chipId: 5, registers });
  const transport = new ScriptedTransport({ clock, answer: fake.answer, ...options });
  transport.onLines = ({ rts }) => {
    if (rts === true) fake.stub = false;
  };
  const events: ProgressEvent[] = [];
  const attempts: LinkSettings[] = [];
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  return {
    ...{ clock, registers, fake, transport, attempts },
    /** Told of the link, not of connecting. */
    told: () =>
      events.flatMap((event) => {
        if (event.type !== 'notice' || !/^link-|^waiting|^board-back/.test(event.code)) return [];
        return [event.code];
      }),
    run: <T>(work: LinkWork<T>, changes: Partial<AdaptiveLinkOptions> = {}, signal?: AbortSignal) =>
      clock.run(() =>
        withAdaptiveLink(
          {
            openTransport: () => transport,
            connect: { chip: 'auto', before: 'default-reset', attempts: 1 },
            settings: fast,
            context,
            ...changes,
          },
          (session, settings, attempt, run) => {
            attempts.push(settings);
            expect([attempt, settings.baud]).toEqual([attempts.length, session.baud]);
            return work(session, settings, attempt, run);
          },
          { signal, onProgress: (event) => events.push(event) },
        ),
      ),
  };
}

describe('withAdaptiveLink', () => {
  it('gives back what the work did, and with what', async () => {
    const { run, transport, told } = bench();
    const outcome = await run(async ({ loader }) => loader);
    expect(outcome).toEqual({ value: 'stub', settings: fast });
    expect([transport.isOpen, told()]).toEqual([false, []]);
  });

  it('steps down until the line bears it, and tells each step', async () => {
    const { run, told, attempts, transport } = bench();
    const { settings } = await run(async (_session, { useStub }) => {
      if (useStub) throw silence();
    });
    expect(settings).toEqual({ baud: 115_200, compress: false, useStub: false });
    expect(attempts.map(({ baud }) => baud)).toEqual([921_600, 460_800, 230_400, 115_200, 115_200, 115_200]);
    expect(told()).toEqual([
      'link-slower',
      'link-slower',
      'link-slower',
      'link-uncompressed',
      'link-without-stub',
    ]);
    expect(transport.isOpen).toBe(false);
  });

  it('ends with the last reason when nothing helps, the board in its application', async () => {
    const { run, transport } = bench();
    const work = run(async () => {
      throw silence();
    });
    await expect(work).rejects.toThrow(failing('no-response'));
    expect(transport.isOpen).toBe(false);
    expect(transport.lines.slice(-2)).toEqual([
      { dtr: false, rts: true },
      { dtr: false, rts: false },
    ]);
  });

  it.each(['supply-broke-down', 'flash-not-found', 'security-refused'] as const)(
    'does not try again after %s',
    async (code) => {
      const { run, attempts, transport } = bench();
      const work = run(async () => {
        throw new AppError(code);
      });
      await expect(work).rejects.toThrow(failing(code));
      expect([attempts.length, transport.isOpen]).toEqual([1, false]);
    },
  );

  it('leaves the board in its loader where that was asked for', async () => {
    const { run, transport } = bench();
    const work = run(
      async () => {
        transport.lines.length = 0;
        throw new AppError('flash-not-found');
      },
      { afterFailure: 'no-reset-stub' },
    );
    await expect(work).rejects.toThrow(failing('flash-not-found'));
    expect(transport.lines).toEqual([]);
  });

  it('believes a flash that differs in the same way twice', async () => {
    const { run, attempts } = bench();
    const work = run(async () => {
      throw new AppError('verify-failed', { name: 'a', offset: '0x0', actual: '2', expected: '1' });
    });
    await expect(work).rejects.toThrow(failing('verify-failed'));
    expect(attempts).toHaveLength(2);
  });

  it('does not slow down for a chip that restarted, and does not forgive it for ever', async () => {
    const once = bench();
    const restarted = (): AppError => new AppError('chip-restarted', { command: 'SYNC' });
    const { settings } = await once.run(async (_session, _settings, attempt) => {
      if (attempt === 1) throw restarted();
    });
    expect(settings).toEqual(fast);
    const always = bench();
    const work = always.run(async () => {
      throw restarted();
    });
    await expect(work).rejects.toThrow(failing('chip-restarted'));
    expect(always.attempts).toHaveLength(3);
  });

  it('goes on from the rate that was reached where the chip did not follow', async () => {
    const { run, transport, attempts } = bench();
    transport.onBaud = (baud) => {
      if (baud > 500_000) throw new AppError('baud-unsupported', { port: 'scripted', baud });
    };
    const { settings } = await run(async () => undefined);
    expect(settings.baud).toBe(115_200);
    expect(attempts).toHaveLength(1);
  });

  it('does not try other rates over the chip’s own USB, which has none', async () => {
    const usb = { vendorId: 0x303a, productId: 0x1001 };
    const { run, told } = bench({ features: { usb } });
    await run(async (_session, { useStub }) => {
      if (useStub) throw silence();
    });
    expect(told()).toEqual(['link-uncompressed', 'link-without-stub']);
  });

  it('meets the stub again at 115200 baud where it cannot be reset', async () => {
    const { run, transport, attempts } = bench({ features: { lines: false } });
    await run(async (_session, _settings, attempt) => {
      if (attempt === 1) throw silence();
    });
    expect(attempts.map(({ baud }) => baud)).toEqual([921_600, 460_800]);
    expect(transport.lines).toEqual([]);
  });

  it('refuses to go on with another board', async () => {
    const { run, registers, attempts } = bench();
    const work = run(async () => {
      registers.set(macLow, 0xa1b2_c3d5);
      throw silence();
    });
    await expect(work).rejects.toMatchObject({
      code: 'board-changed',
      context: { expected: 'ESP32-C3 7c:df:a1:b2:c3:d4', actual: 'ESP32-C3 7c:df:a1:b2:c3:d5' },
    });
    expect(attempts).toHaveLength(1);
  });

  it('stops when cancelled, in the middle of the work and in the middle of connecting', async () => {
    for (const atMs of [1, 30_000]) {
      const { run, transport, clock } = bench();
      const controller = new AbortController();
      clock.schedule(atMs, () => controller.abort());
      const work = run(
        async ({ context }) => sleep(context.clock, 60_000, controller.signal),
        {},
        controller.signal,
      );
      await expect(work).rejects.toThrow(failing('cancelled'));
      expect(transport.isOpen).toBe(false);
    }
  });

  it('has one deadline for all attempts', async () => {
    const { run, transport, clock } = bench();
    const work = run(
      async ({ context }, _settings, _attempt, { signal }) => {
        await sleep(context.clock, 40_000, signal);
        throw silence();
      },
      { deadlineMs: 90_000 },
    );
    await expect(work).rejects.toMatchObject({ code: 'took-too-long', context: { minutes: 2 } });
    expect(transport.isOpen).toBe(false);
    expect(clock.now()).toBeLessThan(93_000);
  });
});

describe('work that does not hear of the deadline', () => {
  it('has the port closed under it', async () => {
    const { run, transport, clock } = bench();
    const work = run(() => new Promise<never>(() => undefined), { deadlineMs: 60_000 });
    await expect(work).rejects.toThrow(failing('took-too-long'));
    expect(transport.isOpen).toBe(false);
    expect(clock.now()).toBeLessThan(70_000);
  });
});

describe('a board that is unplugged in the middle', () => {
  /** Pulls the cable in the first attempts; the port is back after `awayMs`. */
  const unplug = ({ clock, transport, fake }: ReturnType<typeof bench>, awayMs: number): AppError => {
    const backAtMs = clock.now() + awayMs;
    fake.stub = false;
    transport.lose();
    transport.onOpen = () => {
      if (clock.now() < backAtMs) throw new AppError('port-not-found', { port: 'scripted' });
    };
    return new AppError('port-lost', { port: 'scripted' });
  };

  it('is waited for, and the work goes on with the same settings', async () => {
    const board = bench();
    const { settings } = await board.run(
      async (_session, _settings, attempt) => {
        if (attempt <= 3) throw unplug(board, 2_000);
      },
      { returnWithinMs: 5_000 },
    );
    expect([settings, board.attempts.length, board.transport.isOpen]).toEqual([fast, 4, false]);
    expect(board.told()).toEqual([1, 2, 3].flatMap(() => ['waiting-for-board', 'board-back']));
  });

  it('is not waited for unless asked to', async () => {
    const board = bench();
    const work = board.run(async () => {
      throw unplug(board, 500);
    });
    await expect(work).rejects.toThrow(failing('port-lost'));
    expect(board.told()).toEqual([]);
  });

  it('is given up in time, and what is said is that it went', async () => {
    const board = bench();
    const work = board.run(
      async () => {
        throw unplug(board, 60_000);
      },
      { returnWithinMs: 5_000 },
    );
    await expect(work).rejects.toThrow(failing('port-lost'));
    expect([board.told(), board.transport.isOpen]).toEqual([['waiting-for-board'], false]);
  });

  it('is given up when its cable falls out again and again', async () => {
    const board = bench();
    const work = board.run(
      async () => {
        throw unplug(board, 500);
      },
      { returnWithinMs: 5_000 },
    );
    await expect(work).rejects.toThrow(failing('port-lost'));
    expect(board.attempts).toHaveLength(11);
  });
});
