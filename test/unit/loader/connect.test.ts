import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { NoticeCode, ProgressEvent } from '../../../src-shared/model/progress';
import { AppError } from '../../../src-shared/errors/app-error';
import { connect } from '../../../src-main/engine/loader/connect';
import { parseResetSequence } from '../../../src-main/engine/loader/parse-reset-sequence';
import { decodeRequest } from '../../../src-main/engine/protocol/packet';
import { commandName } from '../../../src-main/engine/protocol/opcodes';
import { encodeSlip } from '../../../src-main/engine/protocol/slip';
import { readWord } from '../../../src-main/engine/protocol/words';
import type { ConnectRequest } from '../../../src-main/engine/requests';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { FakeLoader, type FakeLoaderOptions } from '../../support/fake-loader';
import { ScriptedTransport, type ScriptedTransportOptions } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const usual: ConnectRequest = {
  chip: 'auto',
  baud: 115_200,
  useStub: true,
  before: 'default-reset',
  attempts: 1,
};

function board(loader: FakeLoaderOptions, options: Partial<ScriptedTransportOptions> = {}) {
  const clock = new VirtualClock();
  const fake = new FakeLoader(loader);
  const transport = new ScriptedTransport({ clock, answer: fake.answer, ...options });
  const events: ProgressEvent[] = [];
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  return {
    ...{ clock, fake, transport, events },
    connect: (request: Partial<ConnectRequest> = {}, signal?: AbortSignal) =>
      clock.run(() =>
        connect(transport, { ...usual, ...request }, context, {
          signal,
          onProgress: (event) => events.push(event),
        }),
      ),
    notices: () => events.flatMap((event): NoticeCode[] => (event.type === 'notice' ? [event.code] : [])),
    stages: () => events.flatMap((event) => (event.type === 'stage' ? [event.stage] : [])),
    commands: () => transport.sent.map((frame) => commandName(decodeRequest(frame)?.opcode ?? 0)),
  };
}

const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;
const c3 = { chipId: 5 };

describe('connect', () => {
  it('identifies an ESP32-C3 by its chip id and starts the stub', async () => {
    const { connect: run, notices, stages, transport } = board(c3);
    const session = await run();
    expect([session.chip.id, session.loader, session.baud]).toEqual(['esp32c3', 'stub', 115_200]);
    expect(stages()).toEqual(['connect', 'stub']);
    expect(notices()).toEqual(['chip-detected', 'stub-running']);
    expect(transport.isOpen).toBe(true);
  });

  it('identifies an ESP32 by its magic register, because its ROM refuses GET_SECURITY_INFO', async () => {
    const { connect: run } = board({ registers: new Map([[0x4000_1000, 0x00f0_1d83]]) });
    expect((await run({ useStub: false })).chip.id).toBe('esp32');
  });

  it('identifies an ESP8266 by its magic register without asking what its ROM does not know', async () => {
    const { connect: run, commands } = board({
      statusBytes: 2,
      registers: new Map([[0x4000_1000, 0xfff0_c101]]),
    });
    const session = await run({ useStub: false });
    expect(session.chip.id).toBe('esp8266');
    expect(commands()).toEqual(['SYNC', 'READ_REG', 'READ_REG']);
  });

  it('identifies an ESP32-S2, whose security information has no chip id', async () => {
    const { connect: run } = board({ chipId: null, registers: new Map([[0x4000_1000, 0x7c6]]) });
    expect((await run({ useStub: false })).chip.id).toBe('esp32s2');
  });

  it('recognises secure download mode and touches neither registers nor RAM', async () => {
    const { connect: run, notices, commands } = board({ chipId: 9, securityFlags: 4 });
    const session = await run({ baud: 921_600 });
    expect([session.secureDownload, session.loader]).toEqual([true, 'rom']);
    expect(notices()).toEqual(['chip-detected', 'secure-download', 'baud-not-changed']);
    expect(commands()).toEqual(['SYNC', 'GET_SECURITY_INFO', 'GET_SECURITY_INFO']);
    await expect(session.readRegister(0)).rejects.toThrow(failing('secure-download-mode'));
  });

  it('knows an ESP32-S2 in secure download mode, although it says nothing of itself', async () => {
    const { connect: run } = board({ chipId: null, securityFlags: 4 });
    expect((await run()).chip.id).toBe('esp32s2');
  });

  it('refuses another chip than the one asked for and closes the port', async () => {
    const { connect: run, transport } = board(c3);
    await expect(run({ chip: 'esp32' })).rejects.toThrow(failing('chip-mismatch'));
    expect(transport.isOpen).toBe(false);
  });

  it('says the chip id of a chip that it does not know', async () => {
    const { connect: run } = board({ chipId: 99 });
    await expect(run()).rejects.toMatchObject({ code: 'chip-unknown', context: { detail: 'chip id 99' } });
  });

  it('goes on with an unknown chip when it was told which one it is', async () => {
    const { connect: run } = board({ chipId: 99 });
    expect((await run({ chip: 'esp32c3', useStub: false })).chip.id).toBe('esp32c3');
  });

  it('uses a stub that runs already', async () => {
    const { connect: run, notices, commands } = board({ ...c3, stubRunning: true });
    expect((await run()).loader).toBe('stub');
    expect(notices()).toEqual(['chip-detected', 'stub-already-running']);
    expect(commands()).not.toContain('MEM_BEGIN');
  });

  it('stays in ROM where no stub exists', async () => {
    const { connect: run, notices } = board({ chipId: 25 });
    const session = await run();
    expect([session.chip.id, session.loader]).toEqual(['esp32h21', 'rom']);
    expect(notices()).toContain('no-stub-for-chip');
  });

  it('goes on with the ROM when the stub does not greet, and says so', async () => {
    const { connect: run, notices, transport } = board({ ...c3, stubStarts: false });
    const session = await run();
    expect([session.loader, transport.isOpen]).toEqual(['rom', true]);
    expect(notices()).toEqual(['chip-detected', 'link-without-stub']);
  });

  it.each([
    ['early', 0x03, 0x4ff1_0000],
    ['present', 0x30, 0x4ff5_0000],
  ])('gives an %s ESP32-P4 the stub for its revision', async (_which, revisionWord, textAddress) => {
    const { connect: run, transport } = board({
      chipId: 0x12,
      registers: new Map([[0x5012_d04c, revisionWord]]),
    });
    await run();
    const begin = transport.sent.find((frame) => frame[1] === 0x05);
    expect(readWord(begin ?? new Uint8Array(24), 20)).toBe(textAddress);
  });

  it('sends the stub in small blocks over USB-OTG', async () => {
    const usb = { vendorId: 0x303a, productId: 9 };
    const { connect: run, transport } = board({ chipId: 9 }, { features: { usb } });
    await run();
    const begin = transport.sent.find((frame) => frame[1] === 0x05);
    expect(readWord(begin ?? new Uint8Array(24), 16)).toBe(0x800);
  });

  it('stops the watchdogs of an ESP32-C3 on USB-Serial/JTAG before the stub is there', async () => {
    const usb = { vendorId: 0x303a, productId: 0x1001 };
    const { connect: run, fake } = board(c3, { features: { usb } });
    await run();
    expect(fake.writes).toEqual([
      { address: 0x6000_80a8, value: 0x50d8_3aa1 },
      { address: 0x6000_8090, value: 0 },
      { address: 0x6000_80a8, value: 0 },
      { address: 0x6000_80b0, value: 0x8f1d_312a },
      { address: 0x6000_80ac, value: 0x8000_0000 },
      { address: 0x6000_80b0, value: 0 },
    ]);
  });

  it('leaves the watchdogs alone behind a bridge', async () => {
    const { connect: run, fake } = board(c3);
    await run();
    expect(fake.writes).toEqual([]);
  });
});

describe('connect at another rate', () => {
  const rateAsked = (sent: readonly Uint8Array[]): number[][] =>
    sent.filter((frame) => frame[1] === 0x0f).map((frame) => [readWord(frame, 8), readWord(frame, 12)]);

  it('tells a stub the new and the present rate, then changes the line', async () => {
    const { connect: run, transport, notices } = board(c3);
    const session = await run({ baud: 921_600 });
    expect(rateAsked(transport.sent)).toEqual([[921_600, 115_200]]);
    expect(transport.bauds).toEqual([115_200, 921_600]);
    expect(session.baud).toBe(921_600);
    expect(notices()).toContain('baud-changed');
  });

  it('tells a ROM the new rate and 0', async () => {
    const { connect: run, transport } = board(c3);
    await run({ baud: 460_800, useStub: false });
    expect(rateAsked(transport.sent)).toEqual([[460_800, 0]]);
  });

  it('asks the ROM of an ESP32-C2 with a 26 MHz crystal for a rate scaled by 40/26', async () => {
    const { connect: run, transport } = board({ chipId: 12, registers: new Map([[0x6000_0014, 226]]) });
    await run({ baud: 460_800, useStub: false });
    expect(rateAsked(transport.sent)).toEqual([[708_923, 0]]);
    expect(transport.bauds).toEqual([115_200, 460_800]);
  });

  it('asks the ROM of an ESP32-C5 for a rate scaled by the crystal that it believes in', async () => {
    const registers = new Map([
      [0x6000_0014, 417],
      [0x6009_6110, 40 << 24],
    ]);
    const { connect: run, transport } = board({ chipId: 23, registers });
    await run({ baud: 460_800, useStub: false });
    expect(rateAsked(transport.sent)).toEqual([[384_000, 0]]);
  });

  it('keeps the rate where the link cannot follow, and says so', async () => {
    const { connect: run, transport, notices } = board(c3, { features: { baud: false } });
    const session = await run({ baud: 921_600 });
    expect(rateAsked(transport.sent)).toEqual([]);
    expect(session.baud).toBe(115_200);
    expect(notices()).toContain('baud-not-changed');
  });

  it('keeps the rate in the ROM of an ESP8266', async () => {
    const { connect: run, notices } = board({
      statusBytes: 2,
      registers: new Map([[0x4000_1000, 0xfff0_c101]]),
    });
    expect((await run({ baud: 921_600, useStub: false })).baud).toBe(115_200);
    expect(notices()).toContain('baud-not-changed');
  });

  it.each([
    [
      'the chip does not follow',
      (transport: ScriptedTransport): boolean => transport.bauds.at(-1) === 921_600,
    ],
    ['the driver refuses the rate', (): boolean => false],
  ])('starts over at 115200 baud when %s', async (why, deaf) => {
    const fake = new FakeLoader(c3);
    const {
      connect: run,
      transport,
      notices,
    } = board(c3, {
      answer: (frame, self) => (deaf(self) ? [] : fake.answer(frame, self)),
    });
    transport.onLines = ({ rts }) => {
      if (rts) fake.stub = false;
    };
    if (why === 'the driver refuses the rate')
      transport.onBaud = (baud) => {
        if (baud !== 115_200) throw new AppError('baud-unsupported', { port: 'scripted', baud });
      };
    const session = await run({ baud: 921_600 });
    expect([session.loader, session.baud, transport.bauds.at(-1)]).toEqual(['stub', 115_200, 115_200]);
    expect(notices()).toContain('baud-not-changed');
  });

  it('fails when the chip does not follow and cannot be reset', async () => {
    const fake = new FakeLoader(c3);
    const { connect: run, transport } = board(c3, {
      features: { lines: false },
      answer: (frame, self) => (self.bauds.at(-1) === 921_600 ? [] : fake.answer(frame, self)),
    });
    await expect(run({ baud: 921_600 })).rejects.toThrow(failing('no-response'));
    expect(transport.isOpen).toBe(false);
  });
});

describe('connect to a board that does not answer', () => {
  const silent = { answer: () => [] };
  const downloadText = 'rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0))\r\nwaiting for download\r\n';
  const bootText = 'rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nload:0x3fff0018,len:4\r\n';

  it.each([
    ['connect-silent', ''],
    ['connect-normal-boot', bootText],
    ['connect-normal-boot', 'I (1234) app: temperature 21.5\r\n'],
    ['connect-tx-not-wired', downloadText],
    ['connect-garbage', Buffer.from('e0fe80f8ff00e0fe80f8ff00', 'hex')],
    ['connect-garbage', Buffer.from('c0e0fe80f8ff00e0fe80f8ff00', 'hex')],
    ['connect-garbage', Buffer.from('c0e0fe80f8c0e0fe80f8ff00c0', 'hex')],
    ['connect-download-disabled', `${bootText}Download mode is disabled. Restart with GPIO0 high.\r\n`],
  ] as const)('fails with %s after what it said', async (code, said) => {
    const { connect: run, transport } = board({}, silent);
    transport.onLines = ({ rts }) => {
      if (rts === false) transport.say(said);
    };
    await expect(run()).rejects.toThrow(failing(code));
    expect(transport.isOpen).toBe(false);
  });

  it.each([
    ['connect-echo', ''],
    ['connect-echo', downloadText],
    ['connect-normal-boot', bootText],
  ] as const)('fails with %s when its own bytes come back and it said “%s”', async (code, said) => {
    const { connect: run, transport } = board({}, { answer: (frame) => [frame] });
    transport.onLines = ({ rts }) => {
      if (rts === false) transport.say(said);
    };
    await expect(run()).rejects.toThrow(failing(code));
  });

  it('is not kept by a board that never stops talking in frames', async () => {
    const { connect: run, transport, clock } = board({}, silent);
    const chatter = (): void => {
      transport.say(encodeSlip(Buffer.from('temperature 21.5')));
      clock.schedule(1, chatter);
    };
    chatter();
    await expect(run()).rejects.toThrow(failing('connect-normal-boot'));
    expect(clock.now()).toBeLessThan(60_000);
  });

  it('does with the lines what it was told to, and nothing else', async () => {
    const { connect: run, transport } = board({}, silent);
    const customReset = parseResetSequence('U1,1|W0.2|U0,0');
    await expect(run({ customReset })).rejects.toThrow(failing('connect-silent'));
    expect(transport.lines).toEqual([
      { dtr: true, rts: true },
      { dtr: false, rts: false },
    ]);
  });

  it('does not wait for ever for a port that takes no bytes', async () => {
    const { connect: run, transport } = board(c3);
    transport.write = () => new Promise(() => undefined);
    await expect(run()).rejects.toThrow(failing('port-stalled'));
    expect(transport.isOpen).toBe(false);
  });

  it('stops at once when cancelled, although the port takes no bytes', async () => {
    const { connect: run, transport, clock } = board(c3);
    transport.write = () => new Promise(() => undefined);
    const controller = new AbortController();
    clock.schedule(2_000, () => controller.abort());
    await expect(run({}, controller.signal)).rejects.toThrow(failing('cancelled'));
    expect(clock.now()).toBe(2_000);
  });

  it('tries every way of resetting, and all of them again in the next round', async () => {
    const { connect: run, transport } = board({}, silent);
    await expect(run({ attempts: 2 })).rejects.toThrow(failing('connect-silent'));
    const resets = transport.lines.filter(
      ({ rts }, index) => rts === false && transport.lines[index - 1]?.rts !== false,
    );
    expect(resets.length).toBeGreaterThanOrEqual(8);
  });

  it('asks for the buttons where there are no lines', async () => {
    const { connect: run, transport, notices } = board({}, { ...silent, features: { lines: false } });
    await expect(run()).rejects.toThrow(failing('connect-silent'));
    expect(notices()).toEqual(['no-reset-lines', 'press-buttons']);
    expect(transport.lines).toEqual([]);
  });

  it('does not touch the lines with no-reset', async () => {
    const { connect: run, transport } = board(c3);
    await run({ before: 'no-reset' });
    expect(transport.lines).toEqual([]);
  });

  it('goes on until cancelled with 0 attempts', async () => {
    const { connect: run, clock, transport } = board({}, silent);
    const controller = new AbortController();
    clock.schedule(60_000, () => controller.abort());
    await expect(run({ attempts: 0 }, controller.signal)).rejects.toThrow(failing('cancelled'));
    expect(clock.now()).toBe(60_000);
    expect(transport.isOpen).toBe(false);
  });
});

describe('connect without SYNC', () => {
  it.each([
    ['a ROM', { ...c3 }, 'rom'],
    ['a stub', { ...c3, stubRunning: true }, 'stub'],
  ] as const)('finds %s by the length of its answers', async (_what, options, loader) => {
    const { connect: run, commands } = board(options);
    const session = await run({ before: 'no-reset-no-sync', useStub: false });
    expect(session.loader).toBe(loader);
    expect(commands()).not.toContain('SYNC');
  });

  it('fails when nobody is there', async () => {
    const { connect: run } = board({}, { answer: () => [] });
    await expect(run({ before: 'no-reset-no-sync' })).rejects.toThrow(failing('connect-silent'));
  });
});

describe('connect over a port that vanishes', () => {
  const usb = { vendorId: 0x303a, productId: 0x1001 };

  it('waits for built-in USB to come back from its reset', async () => {
    const { connect: run, transport, clock } = board(c3, { features: { usb } });
    let lost = false;
    transport.onLines = ({ dtr, rts }) => {
      if (lost || rts !== true || dtr !== false) return;
      lost = true;
      transport.lose();
      let gone = true;
      clock.schedule(1_500, () => (gone = false));
      transport.onOpen = () => {
        if (gone) throw new AppError('port-not-found', { port: 'scripted' });
      };
    };
    expect((await run()).loader).toBe('stub');
    expect(transport.openCount).toBe(2);
  });

  it('gives up when it does not come back', async () => {
    const { connect: run, transport } = board(c3, { features: { usb } });
    transport.onLines = () => {
      transport.lose();
      transport.onOpen = () => {
        throw new AppError('port-not-found', { port: 'scripted' });
      };
    };
    await expect(run()).rejects.toThrow(failing('port-not-found'));
  });

  it('does not wait for a bridge: that one was pulled out', async () => {
    const { connect: run, transport } = board(c3);
    transport.onLines = () => transport.lose();
    await expect(run()).rejects.toThrow(failing('port-lost'));
  });

  it('passes on why a port does not open', async () => {
    const { connect: run, transport } = board(c3);
    transport.onOpen = () => {
      throw new AppError('port-busy', { port: 'scripted' });
    };
    await expect(run()).rejects.toThrow(failing('port-busy'));
  });

  it('does not wait for ever for a port to open', async () => {
    const { connect: run, transport } = board(c3);
    transport.open = () => new Promise(() => undefined);
    await expect(run()).rejects.toThrow(failing('port-open-failed'));
  });

  it('does not open anything when it is cancelled before it begins', async () => {
    const { connect: run, transport } = board(c3);
    await expect(run({}, AbortSignal.abort())).rejects.toThrow(failing('cancelled'));
    expect(transport.openCount).toBe(0);
  });
});
