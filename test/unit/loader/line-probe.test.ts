import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { LineProbe } from '../../../src-main/engine/loader/line-probe';
import { readability } from '../../../src-main/engine/loader/readability';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { FakeLoader } from '../../support/fake-loader';
import { ScriptedTransport, type ScriptedTransportOptions } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

function board(options: Partial<ScriptedTransportOptions> = {}) {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport({ clock, answer: () => [], ...options });
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  return { clock, transport, open: () => clock.run(() => LineProbe.open(transport, context)) };
}

const ownUsb = { vendorId: 0x303a, productId: 0x1001 };

describe('LineProbe', () => {
  it('hears what is said after a reset into the application, for as long as asked', async () => {
    const { clock, transport, open } = board();
    const probe = await open();
    transport.onLines = ({ rts }) => {
      if (rts === false) clock.schedule(30, () => transport.say('rst:0x1\r\n'));
    };
    clock.schedule(5_000, () => transport.say('too late'));
    const heard = await clock.run(() => probe.listen({ baud: 74_880, reset: 'run', listenMs: 500 }));
    expect(Buffer.from(heard).toString()).toBe('rst:0x1\r\n');
    expect(transport.bauds.at(-1)).toBe(74_880);
    expect(clock.now()).toBe(600);
  });

  it('touches no line when it is only to listen', async () => {
    const { clock, transport, open } = board();
    const probe = await open();
    clock.schedule(10, () => transport.say('hello'));
    const heard = await clock.run(() => probe.listen({ baud: 115_200, reset: 'none', listenMs: 100 }));
    expect([Buffer.from(heard).toString(), transport.lines]).toEqual(['hello', []]);
  });

  it('leaves the rate alone where the line has none', async () => {
    const { clock, transport, open } = board({ features: { baud: false } });
    const probe = await open();
    await clock.run(() => probe.listen({ baud: 74_880, reset: 'none', listenMs: 10 }));
    expect(transport.bauds).toEqual([115_200]);
  });

  it.each([
    ['a ROM', false, 'rom'],
    ['a stub', true, 'stub'],
  ] as const)('syncs once with %s', async (_what, stubRunning, answered) => {
    const { clock, transport, open } = board({ answer: new FakeLoader({ stubRunning }).answer });
    const probe = await open();
    expect(await clock.run(() => probe.sync(115_200))).toMatchObject({ answered, echoed: false });
    expect(transport.sent).toHaveLength(1);
  });

  it('tells its own echo from an answer', async () => {
    const { clock, open } = board({ answer: (frame) => [frame] });
    const probe = await open();
    expect(await clock.run(() => probe.sync(115_200))).toMatchObject({ answered: null, echoed: true });
  });

  it('gives back what came instead of an answer', async () => {
    const { clock, transport, open } = board();
    const probe = await open();
    clock.schedule(20, () => transport.say('waiting for download'));
    const trial = await clock.run(() => probe.sync(115_200));
    expect(trial).toMatchObject({ answered: null, echoed: false });
    expect(Buffer.from(trial.received).toString()).toBe('waiting for download');
  });

  it('is open again when the chip’s own USB went away with the reset', async () => {
    const { clock, transport, open } = board({ features: { usb: ownUsb } });
    const probe = await open();
    transport.onLines = ({ rts }) => {
      if (rts !== true) return;
      transport.onLines = () => undefined;
      transport.lose();
    };
    await clock.run(() => probe.listen({ baud: 115_200, reset: 'run', listenMs: 100 }));
    expect([transport.isOpen, transport.openCount]).toEqual([true, 2]);
  });

  it('says that a bridge was pulled out', async () => {
    const { clock, transport, open } = board();
    const probe = await open();
    clock.schedule(10, () => transport.lose());
    const listening = clock.run(() => probe.listen({ baud: 115_200, reset: 'none', listenMs: 100 }));
    await expect(listening).rejects.toMatchObject({ code: 'port-lost' });
  });

  it('passes on why the port does not open', async () => {
    const { transport, open } = board();
    transport.onOpen = () => {
      throw new AppError('port-permission', { port: 'scripted' });
    };
    await expect(open()).rejects.toMatchObject({ code: 'port-permission' });
  });
});

describe('readability', () => {
  it.each([
    ['a log', Buffer.from('I (29) boot: ESP-IDF v5.2\r\n'), 1],
    ['nothing', new Uint8Array(), 0],
    ['noise', Uint8Array.from([0x80, 0xfe, 0x00, 0xe0]), 0],
    ['half of it', Uint8Array.from([0x41, 0xfe, 0x42, 0xe0]), 0.5],
  ])('of %s is the share of text', (_what, bytes, share) => {
    expect(readability(bytes)).toBe(share);
  });
});
