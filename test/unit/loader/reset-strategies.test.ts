import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { hardResetSteps, runSteps, strategiesFor } from '../../../src-main/engine/loader/reset-strategies';
import type { ConnectRequest, ResetStep } from '../../../src-main/engine/requests';
import type { LineState, TransportFeatures } from '../../../src-main/engine/transport/transport';
import { ScriptedTransport } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const espressif = 0x303a;
const usual: Pick<ConnectRequest, 'before'> = { before: 'default-reset' };
const cp2102c = { vendorId: 0x10c4, productId: 0xea64 };

function port(usb: TransportFeatures['usb'], clock = new VirtualClock()): ScriptedTransport {
  return new ScriptedTransport({ clock, answer: () => [], features: { usb } });
}

/** EN and IO0 of a board with the two-transistor circuit: a line pulls its pin only while the other one is not asserted. */
async function pins(steps: readonly ResetStep[]): Promise<string[]> {
  const clock = new VirtualClock();
  const transport = port(null, clock);
  await transport.open(115_200);
  const lines = { dtr: true, rts: true };
  const seen: string[] = [];
  transport.onLines = (change: LineState) => {
    Object.assign(lines, change);
    const en = lines.rts && !lines.dtr ? 0 : 1;
    const io0 = lines.dtr && !lines.rts ? 0 : 1;
    const state = `EN${en} IO0:${io0}`;
    if (seen.at(-1) !== state) seen.push(state);
  };
  await clock.run(() => runSteps(steps, transport, clock));
  return seen;
}

describe('reset strategies', () => {
  it.each(strategiesFor(port(null), usual).map((strategy) => [strategy.name, strategy.steps] as const))(
    'leave reset with IO0 low and then let IO0 go: %s',
    async (_name, steps) => {
      const seen = await pins(steps);
      expect(seen.indexOf('EN0 IO0:1')).toBeGreaterThanOrEqual(0);
      const boot = seen.indexOf('EN1 IO0:0');
      expect(boot).toBeGreaterThan(seen.indexOf('EN0 IO0:1'));
      expect(seen.at(-1)).toBe('EN1 IO0:1');
    },
  );

  it('reset into the application with IO0 high all the time', async () => {
    const seen = await pins(hardResetSteps(port(null)));
    expect(seen).toEqual(['EN0 IO0:1', 'EN1 IO0:1']);
  });

  it('let the board go when they are broken off while it is held', async () => {
    const clock = new VirtualClock();
    const transport = port(null, clock);
    await transport.open(115_200);
    const stop = new AbortController();
    clock.schedule(50, () => stop.abort(new AppError('cancelled')));
    const steps = runSteps(hardResetSteps(transport), transport, clock, stop.signal);
    await expect(clock.run(() => steps)).rejects.toThrow();
    expect(transport.lines).toEqual([
      { dtr: false, rts: true },
      { dtr: false, rts: false },
    ]);
  });

  it.each([
    ['a bridge', { vendorId: 0x10c4, productId: 0xea60 }, ['tight', 'classic', 'tight-long', 'classic-long']],
    ['USB-Serial/JTAG', { vendorId: espressif, productId: 0x1001 }, ['usb-serial-jtag']],
    ['USB-OTG', { vendorId: espressif, productId: 0x0002 }, ['usb-otg']],
    [
      'a bridge with firmware of Espressif’s',
      { vendorId: espressif, productId: 0x1002 },
      ['tight', 'classic', 'tight-long', 'classic-long'],
    ],
  ])('suit %s', (_what, usb, names) => {
    expect(strategiesFor(port(usb), usual).map(({ name }) => name)).toEqual(names);
  });

  it('are that of USB-Serial/JTAG when asked for', () => {
    expect(strategiesFor(port(null), { before: 'usb-reset' }).map(({ name }) => name)).toEqual([
      'usb-serial-jtag',
    ]);
  });

  it('pass both lines asserted on the way over USB-OTG, as its ROM wants to see', async () => {
    const clock = new VirtualClock();
    const transport = port({ vendorId: espressif, productId: 2 }, clock);
    await transport.open(115_200);
    const [otg] = strategiesFor(transport, usual);
    await clock.run(() => runSteps(otg?.steps ?? [], transport, clock));
    const lines = { dtr: true, rts: true };
    const states = transport.lines.map((change) => ({ ...Object.assign(lines, change) }));
    expect(states).toEqual([
      { dtr: false, rts: true },
      { dtr: false, rts: true },
      { dtr: true, rts: true },
      { dtr: true, rts: false },
      { dtr: false, rts: false },
    ]);
  });

  it.each(['no-reset', 'no-reset-no-sync'] as const)('are none with %s', (before) => {
    const steps = strategiesFor(port(null), { before, customReset: [{ lines: { dtr: true } }] }).map(
      (strategy) => strategy.steps,
    );
    expect(steps).toEqual([[]]);
  });

  it('are none where no line reaches the board', () => {
    const transport = new ScriptedTransport({
      clock: new VirtualClock(),
      answer: () => [],
      features: { lines: false },
    });
    expect(strategiesFor(transport, usual).map(({ steps }) => steps)).toEqual([[]]);
  });

  it('are the custom sequence alone where one was given', () => {
    const customReset = [{ lines: { dtr: true } }, { waitMs: 5 }];
    expect(strategiesFor(port(null), { ...usual, customReset })).toEqual([
      { name: 'custom', steps: customReset, reenumerates: false },
    ]);
  });
});

describe('with an adapter whose flow control plays with RTS', () => {
  it.each(strategiesFor(port(cp2102c), usual).map((strategy) => [strategy.name, strategy.steps] as const))(
    'IO0 stays low after the reset into the loader: %s',
    async (_name, steps) => {
      const seen = await pins(steps);
      expect(seen.indexOf('EN0 IO0:1')).toBeGreaterThanOrEqual(0);
      expect(seen.at(-1)).toBe('EN1 IO0:0');
    },
  );

  it('the chip leaves reset with IO0 high, and DTR is asserted before RTS is let go', async () => {
    const seen = await pins(hardResetSteps(port(cp2102c), 'linux'));
    expect(seen).toEqual(['EN0 IO0:1', 'EN1 IO0:1', 'EN1 IO0:0']);
  });

  it('DTR is let go at last on Windows', async () => {
    expect((await pins(hardResetSteps(port(cp2102c), 'win32'))).at(-1)).toBe('EN1 IO0:1');
  });
});
