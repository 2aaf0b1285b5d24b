import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { ProgressEvent } from '../../../src-shared/model/progress';
import type { ChipId } from '../../../src-shared/model/chip';
import { chips } from '../../../src-main/engine/chips/registry';
import { CommandChannel } from '../../../src-main/engine/loader/command-channel';
import { finish } from '../../../src-main/engine/loader/finish';
import { FrameLink } from '../../../src-main/engine/loader/frame-link';
import { LoaderSession } from '../../../src-main/engine/loader/loader-session';
import type { AfterReset, ResetStep } from '../../../src-main/engine/requests';
import type { TransportFeatures } from '../../../src-main/engine/transport/transport';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { FakeLoader } from '../../support/fake-loader';
import { ScriptedTransport } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

interface Case {
  readonly chip?: ChipId;
  readonly loader?: 'rom' | 'stub';
  readonly baud?: number;
  readonly features?: Partial<TransportFeatures>;
  readonly registers?: ReadonlyMap<number, number>;
  readonly hardReset?: readonly ResetStep[];
  /** The port goes away as soon as RTS is asserted, or with the write that sets the watchdog off. */
  readonly vanishes?: boolean;
}

async function finished(
  after: AfterReset,
  { chip = 'esp32', loader = 'stub', baud = 115_200, ...more }: Case = {},
) {
  const clock = new VirtualClock();
  const fake = new FakeLoader({
    stubRunning: loader === 'stub',
    ...(more.registers && { registers: more.registers }),
  });
  const transport = new ScriptedTransport({ clock, answer: fake.answer, features: more.features ?? {} });
  transport.onLines = ({ rts }) => {
    if (more.vanishes && rts) transport.lose();
  };
  await transport.open(baud);
  const link = new FrameLink(transport, { clock, compute: inlineCompute, trace: () => undefined });
  link.statusBytes = loader === 'rom' ? 4 : 2;
  const channel = new CommandChannel(link, baud);
  const { hardReset } = more;
  const session = new LoaderSession(channel, { chip: chips[chip], loader, secureDownload: false, hardReset });
  const events: ProgressEvent[] = [];
  const result = await clock
    .run(async () => {
      await finish(session, after, { onProgress: (event) => events.push(event) });
    })
    .then(
      () => null,
      (error: unknown) => error,
    );
  const sent = transport.sent.map((frame) => Buffer.from(frame).toString('hex'));
  return { error: result, sent, transport, events, fake };
}

const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;

describe('finish', () => {
  it('lets a stub go as recorded with no-reset', async () => {
    const { error, sent, transport } = await finished('no-reset');
    expect(error).toBeNull();
    expect(sent).toEqual([
      '00021400000000000000000000000000004000000000000000000000',
      '000404000000000000000000',
    ]);
    expect(transport.lines).toEqual([]);
  });

  it('leaves a ROM alone with no-reset', async () => {
    expect((await finished('no-reset', { loader: 'rom' })).sent).toEqual([]);
  });

  it('leaves the stub running with no-reset-stub, at the rate at which it will be met', async () => {
    const { sent, transport } = await finished('no-reset-stub', { baud: 921_600 });
    expect(sent).toEqual(['000f08000000000000c2010000100e00']);
    expect(transport.bauds.at(-1)).toBe(115_200);
  });

  it('pulls EN low and lets it go with IO0 high', async () => {
    const { transport } = await finished('hard-reset');
    expect(transport.lines).toEqual([
      { dtr: false, rts: true },
      { dtr: false, rts: false },
    ]);
  });

  it('listens at the rate of the boot log from then on', async () => {
    const { transport } = await finished('hard-reset', { baud: 460_800 });
    expect(transport.bauds.at(-1)).toBe(115_200);
  });

  it('says that it cannot reset without lines', async () => {
    const { error, events, sent } = await finished('hard-reset', { features: { lines: false } });
    expect([error, sent]).toEqual([null, []]);
    expect(events).toEqual([{ type: 'notice', code: 'no-reset-lines', context: { port: 'scripted' } }]);
  });

  it('clears the bit that keeps a chip on USB-OTG in download mode', async () => {
    const { fake, transport } = await finished('hard-reset', {
      chip: 'esp32s2',
      features: { usb: { vendorId: 0x303a, productId: 2 } },
      registers: new Map([[0x3f40_4038, 8]]),
    });
    expect(fake.writes).toEqual([{ address: 0x3f40_8128, value: 0 }]);
    expect(transport.lines).toHaveLength(2);
  });

  it('takes the watchdog where IO0 was low when a chip on USB-OTG started', async () => {
    const { fake, transport } = await finished('hard-reset', {
      chip: 'esp32s2',
      features: { usb: { vendorId: 0x303a, productId: 2 } },
    });
    expect(fake.writes).toContainEqual({ address: 0x3f40_8094, value: 0xd000_0102 });
    expect(transport.lines).toEqual([]);
  });

  it('takes the watchdog over USB-Serial/JTAG too, where the straps say so', async () => {
    const { fake, transport } = await finished('hard-reset', {
      chip: 'esp32s3',
      features: { usb: { vendorId: 0x303a, productId: 0x1001 } },
    });
    expect(fake.writes).toContainEqual({ address: 0x6000_8098, value: 0xd000_0102 });
    expect(transport.lines).toEqual([]);
  });

  it('follows the custom sequence out of reset', async () => {
    const hardReset = [{ lines: { rts: true } }, { waitMs: 20 }, { lines: { rts: false } }];
    const { transport } = await finished('hard-reset', { hardReset });
    expect(transport.lines).toEqual([{ rts: true }, { rts: false }]);
  });

  it.each([
    ['is done when the chip’s own USB goes away with it', { vendorId: 0x303a, productId: 0x1001 }, null],
    ['fails when a bridge goes away with it', null, 'port-lost'],
  ] as const)('hard-reset %s', async (_what, usb, code) => {
    const { error } = await finished('hard-reset', { chip: 'esp32c3', features: { usb }, vanishes: true });
    expect(error).toEqual(code === null ? null : failing(code));
  });

  it('does not set the watchdog off where that can cost the port', async () => {
    const usb = { vendorId: 0x303a, productId: 0x1001 };
    const { error, fake } = await finished('watchdog-reset', { chip: 'esp32c6', features: { usb } });
    expect([error, fake.writes]).toEqual([failing('command-unsupported'), []]);
    expect((await finished('watchdog-reset', { chip: 'esp32c6' })).error).toBeNull();
  });

  it('sets the RTC watchdog off with watchdog-reset', async () => {
    const { fake } = await finished('watchdog-reset', { chip: 'esp32c3' });
    expect(fake.writes).toEqual([
      { address: 0x6000_80a8, value: 0x50d8_3aa1 },
      { address: 0x6000_8094, value: 2000 },
      { address: 0x6000_8090, value: 0xd000_0102 },
      { address: 0x6000_80a8, value: 0 },
    ]);
  });

  it('has no watchdog reset on an ESP32', async () => {
    expect((await finished('watchdog-reset')).error).toEqual(failing('command-unsupported'));
  });

  it('lets a ROM run the application with soft-reset', async () => {
    const { sent } = await finished('soft-reset', { loader: 'rom' });
    expect(sent).toEqual([
      '0002100000000000000000000000000000040000' + '00000000',
      '000404000000000001000000',
    ]);
  });

  it('gives a newer ROM the fifth word', async () => {
    const { sent } = await finished('soft-reset', { loader: 'rom', chip: 'esp32c3' });
    expect(sent[0]).toBe('0002140000000000000000000000000000040000' + '0000000000000000');
  });

  it('lets the ESP8266 stub run the application', async () => {
    expect((await finished('soft-reset', { chip: 'esp8266' })).sent).toEqual(['00d3000000000000']);
  });

  it('cannot leave another stub without a reset', async () => {
    expect((await finished('soft-reset')).error).toEqual(failing('command-unsupported'));
  });
});
