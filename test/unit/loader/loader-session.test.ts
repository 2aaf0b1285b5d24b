import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { TraceEntry } from '../../../src-shared/model/trace';
import { sleep } from '../../../src-shared/time/clock';
import { chips } from '../../../src-main/engine/chips/registry';
import { CommandChannel } from '../../../src-main/engine/loader/command-channel';
import { FrameLink } from '../../../src-main/engine/loader/frame-link';
import { LoaderSession } from '../../../src-main/engine/loader/loader-session';
import { opcodes } from '../../../src-main/engine/protocol/opcodes';
import { encodeSlip } from '../../../src-main/engine/protocol/slip';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { answerFrame, FakeLoader } from '../../support/fake-loader';
import { ScriptedTransport, type AnswerFrame } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

async function sessionWith(answer: AnswerFrame, loader: 'rom' | 'stub' = 'rom') {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport({ clock, answer });
  await transport.open(115_200);
  const trace: TraceEntry['body'][] = [];
  const link = new FrameLink(transport, { clock, compute: inlineCompute, trace: (body) => trace.push(body) });
  link.statusBytes = loader === 'rom' ? 4 : 2;
  const channel = new CommandChannel(link, 115_200);
  const session = new LoaderSession(channel, { chip: chips.esp32, loader, secureDownload: false });
  return { clock, transport, link, trace, session };
}

const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;
const ok = (opcode: number, value = 0) => answerFrame(opcode, { value });
const refusal = (opcode: number, code: number) =>
  answerFrame(opcode, { status: Uint8Array.from([1, code, 0, 0]) });

describe('a command', () => {
  it('reads a register', async () => {
    const { clock, session } = await sessionWith(() => [ok(0x0a, 0xdead_beef)]);
    expect(await clock.run(() => session.readRegister(0x4000_1000))).toBe(0xdead_beef);
  });

  it('skips what answers something else', async () => {
    const { clock, session } = await sessionWith(() => [ok(0x08, 1), Buffer.from('OHAI'), ok(0x0a, 7)]);
    expect(await clock.run(() => session.readRegister(0))).toBe(7);
  });

  it('says why the chip refused', async () => {
    const { clock, session } = await sessionWith(() => [refusal(0x0a, 7)]);
    await expect(clock.run(() => session.readRegister(0))).rejects.toMatchObject({
      code: 'command-refused',
      context: { command: 'READ_REG', reason: 'invalid checksum in message', status: 7 },
    });
  });

  it('takes a refusal under the last opcode for its own and forgets its repetitions', async () => {
    let count = 0;
    const { clock, session } = await sessionWith(() => {
      count++;
      return count === 1 ? Array.from({ length: 8 }, () => refusal(0x08, 5)) : [ok(0x0a, 3)];
    });
    await expect(clock.run(() => session.command(opcodes.SPI_ATTACH, new Uint8Array(8)))).rejects.toThrow(
      failing('command-refused'),
    );
    expect(await clock.run(() => session.readRegister(0))).toBe(3);
  });

  it('fails at its deadline, which stray frames and text do not move', async () => {
    const { clock, transport, session } = await sessionWith(() => []);
    for (let at = 100; at < 5_000; at += 100)
      clock.schedule(at, () => {
        transport.say('noise');
        transport.say(encodeSlip(ok(0x08)));
      });
    const sending = session.command(opcodes.READ_REG, new Uint8Array(4), { timeoutMs: 1_000 });
    await expect(clock.run(sending)).rejects.toThrow(failing('no-response'));
    expect(clock.now()).toBeGreaterThanOrEqual(1_000);
    expect(clock.now()).toBeLessThan(1_100);
  });

  it('gives a long frame the time that it needs on the line', async () => {
    const { clock, session } = await sessionWith(() => []);
    const sending = session.command(opcodes.FLASH_DATA, new Uint8Array(11_520), { timeoutMs: 1_000 });
    await expect(clock.run(sending)).rejects.toThrow(failing('no-response'));
    expect(clock.now()).toBe(2_000);
  });

  it('does not wait for the deadline when the answer is damaged', async () => {
    const { clock, session } = await sessionWith(() => [ok(0x0a).slice(0, -1)]);
    await expect(clock.run(() => session.readRegister(0))).rejects.toThrow(failing('bad-response'));
    expect(clock.now()).toBeLessThan(100);
  });

  it('ends at once when the port is lost', async () => {
    const { clock, transport, session } = await sessionWith(() => []);
    clock.schedule(20, () => transport.lose());
    await expect(clock.run(() => session.readRegister(0))).rejects.toThrow(failing('port-lost'));
    expect(clock.now()).toBe(20);
    await expect(session.readRegister(0)).rejects.toThrow(failing('port-lost'));
  });

  it('ends at once when it is cancelled, and the next one works', async () => {
    let answers: Uint8Array[] = [];
    const { clock, session } = await sessionWith(() => answers);
    const controller = new AbortController();
    clock.schedule(20, () => controller.abort());
    await expect(clock.run(() => session.readRegister(0, controller.signal))).rejects.toThrow(
      failing('cancelled'),
    );
    expect(clock.now()).toBe(20);
    answers = [ok(0x0a, 1)];
    expect(await clock.run(() => session.readRegister(0))).toBe(1);
  });

  it('sends nothing when it is cancelled before', async () => {
    const { session, transport } = await sessionWith(() => []);
    await expect(session.readRegister(0, AbortSignal.abort())).rejects.toThrow(failing('cancelled'));
    expect(transport.sent).toEqual([]);
  });

  it('does not start while another one waits', async () => {
    const { clock, session } = await sessionWith(() => [ok(0x0a)]);
    const first = session.readRegister(0);
    await expect(session.readRegister(4)).rejects.toThrow(failing('internal'));
    await clock.run(first);
  });

  it('is not sent to a loader that does not know it', async () => {
    const { session, transport } = await sessionWith(() => []);
    await expect(session.command(opcodes.ERASE_FLASH, new Uint8Array())).rejects.toMatchObject({
      code: 'command-unsupported',
      context: { chip: 'ESP32', command: 'ERASE_FLASH' },
    });
    expect(transport.sent).toEqual([]);
  });

  it('appears in the trace with its answer and with what the board said between', async () => {
    const { clock, transport, session, trace } = await sessionWith(() => [ok(0x0a, 5)]);
    transport.say('boot');
    await clock.run(() => session.readRegister(0x10));
    expect(trace).toEqual([
      { type: 'text', text: 'boot' },
      { type: 'frame', direction: 'host', command: 'READ_REG', detail: 'address 0x10', sizeBytes: 12 },
      { type: 'frame', direction: 'chip', command: 'READ_REG', detail: 'ok · value 0x5', sizeBytes: 12 },
    ]);
  });
});

describe('frames without a header', () => {
  it('are received in order, those that came early too', async () => {
    const { clock, transport, session } = await sessionWith(() => [], 'stub');
    transport.say(encodeSlip(Uint8Array.from([1])));
    transport.say(encodeSlip(Uint8Array.from([2])));
    expect([...(await clock.run(session.receiveFrame(10)))]).toEqual([1]);
    expect([...(await clock.run(session.receiveFrame(10)))]).toEqual([2]);
    await expect(clock.run(session.receiveFrame(10))).rejects.toThrow(failing('no-response'));
  });

  it('are sent as they are', async () => {
    const { session, transport } = await sessionWith(() => [], 'stub');
    await session.sendFrame(Uint8Array.from([0xc0, 1]));
    expect(transport.sent.map((frame) => [...frame])).toEqual([[0xc0, 1]]);
  });
});

describe('resynchronise', () => {
  it('drops what is on the way and goes on', async () => {
    const fake = new FakeLoader({ chipId: 5, registers: new Map([[8, 9]]) });
    const { clock, transport, session } = await sessionWith(fake.answer);
    transport.say(encodeSlip(ok(0x0a, 1)));
    transport.say(Uint8Array.from([0xc0, 1, 0x0a]));
    await clock.run(async () => {
      const draining = session.resynchronise();
      await sleep(clock, 50);
      transport.say(encodeSlip(ok(0x0a, 2)));
      await draining;
    });
    expect(await clock.run(() => session.readRegister(8))).toBe(9);
  });

  it('fails when nobody answers', async () => {
    const { clock, session } = await sessionWith(() => []);
    await expect(clock.run(() => session.resynchronise())).rejects.toThrow(failing('no-response'));
  });

  it('does not take an answer that reports the failure of something before for a sync', async () => {
    let count = 0;
    const { clock, session, transport } = await sessionWith(
      () => [
        count++ === 0
          ? answerFrame(0x08, { status: Uint8Array.from([0xc4, 0]) })
          : answerFrame(0x08, { status: new Uint8Array(2) }),
      ],
      'stub',
    );
    await clock.run(() => session.resynchronise());
    expect(transport.sent).toHaveLength(2);
  });
});

describe('close', () => {
  it('closes the port once and never fails', async () => {
    const { session, transport } = await sessionWith(() => []);
    await session.close();
    await session.close();
    expect(transport.isOpen).toBe(false);
  });
});
