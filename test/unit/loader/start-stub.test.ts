import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import type { NoticeCode } from '../../../src-shared/model/progress';
import { connect } from '../../../src-main/engine/loader/connect';
import type { ConnectRequest } from '../../../src-main/engine/requests';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { answerFrame, FakeLoader, type FakeLoaderOptions } from '../../support/fake-loader';
import { ScriptedTransport, type AnswerFrame } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const memBegin = 0x05;
const memEnd = 0x06;
const memData = 0x07;
const secureBoot = { chipId: 5, securityFlags: 1 };
const plain = { chipId: 5 };
const usual: ConnectRequest = {
  chip: 'auto',
  baud: 115_200,
  useStub: true,
  before: 'default-reset',
  attempts: 1,
};
const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;
const greeting = Buffer.from('OHAI');
const refusal = (opcode: number, status = 6): Uint8Array =>
  answerFrame(opcode, { status: Uint8Array.from([1, status, 0, 0]) });

/** A chip whose answers to some commands are others than a loader's; `dead` chips answer nothing until they are reset. */
function board(
  loader: FakeLoaderOptions,
  instead: (opcode: number, count: number, fake: FakeLoader) => readonly Uint8Array[] | 'dead' | null,
  lines = true,
) {
  const clock = new VirtualClock();
  const fake = new FakeLoader(loader);
  const counts = new Map<number, number>();
  const state = { dead: false };
  const answer: AnswerFrame = (frame, self) => {
    const opcode = frame[1] ?? 0;
    const count = (counts.get(opcode) ?? 0) + 1;
    counts.set(opcode, count);
    const other = instead(opcode, count, fake);
    if (other === 'dead') state.dead = true;
    if (state.dead) return [];
    return Array.isArray(other) ? other : fake.answer(frame, self);
  };
  const transport = new ScriptedTransport({ clock, answer, features: { lines } });
  transport.onLines = ({ rts }) => {
    if (rts !== true) return;
    state.dead = false;
    fake.stub = false;
  };
  const notices: NoticeCode[] = [];
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  return {
    transport,
    notices,
    count: (opcode: number) => counts.get(opcode) ?? 0,
    connect: () =>
      clock.run(() =>
        connect(transport, usual, context, {
          onProgress: (event) => event.type === 'notice' && notices.push(event.code),
        }),
      ),
  };
}

const nothing = (): null => null;

describe('the start of the stub', () => {
  it('survives a block that is refused for its checksum', async () => {
    const chip = board(plain, (opcode, count) =>
      opcode === memData && count === 2 ? [refusal(memData, 7)] : null,
    );
    expect((await chip.connect()).loader).toBe('stub');
  });

  it('survives an answer that is lost', async () => {
    const chip = board(plain, (opcode, count) => (opcode === memBegin && count === 2 ? [] : null));
    expect((await chip.connect()).loader).toBe('stub');
  });

  it('finds the stub that runs, although its greeting was lost', async () => {
    const chip = board(plain, (opcode, _count, fake) => {
      if (opcode !== memEnd) return null;
      fake.stub = true;
      return [];
    });
    expect((await chip.connect()).loader).toBe('stub');
    expect(chip.count(memEnd)).toBe(1);
  });

  it('is tried again when the request to start it was lost', async () => {
    const chip = board(plain, (opcode, count) => (opcode === memEnd && count === 1 ? [] : null));
    expect((await chip.connect()).loader).toBe('stub');
    expect(chip.count(memEnd)).toBe(2);
  });

  it('is tried again after a reset when whatever runs says nothing', async () => {
    const chip = board(plain, (opcode, count) => (opcode === memEnd && count === 1 ? 'dead' : null));
    expect((await chip.connect()).loader).toBe('stub');
    expect(chip.transport.lines.length).toBeGreaterThan(5);
  });

  it('is given up when it hangs the chip twice: the ROM answers after another reset', async () => {
    const chip = board(plain, (opcode) => (opcode === memEnd ? 'dead' : null));
    expect((await chip.connect()).loader).toBe('rom');
    expect(chip.notices).toContain('link-without-stub');
    expect(chip.count(memEnd)).toBe(2);
  });

  it('fails where it hangs the chip and no line reaches its reset', async () => {
    const chip = board(plain, (opcode) => (opcode === memEnd ? 'dead' : null), false);
    await expect(chip.connect()).rejects.toThrow(failing('stub-failed'));
    expect(chip.transport.isOpen).toBe(false);
  });

  it('is not tried twice on a chip that boots signed code only', async () => {
    const chip = board({ ...secureBoot, stubStarts: false }, nothing);
    expect((await chip.connect()).loader).toBe('rom');
    expect(chip.notices).toContain('stub-refused');
    expect(chip.count(memEnd)).toBe(1);
  });

  it.each([
    ['to start it', memEnd],
    ['RAM', memBegin],
  ])('is refused by a ROM that does not allow %s', async (_what, refused) => {
    const chip = board(plain, (opcode) => (opcode === refused ? [refusal(refused)] : null));
    expect((await chip.connect()).loader).toBe('rom');
    expect(chip.notices).toEqual(['chip-detected', 'stub-refused']);
  });

  it('comes to an end when the port is lost', async () => {
    const chip = board(plain, (opcode) => {
      if (opcode === memData) chip.transport.lose();
      return opcode === memData ? [greeting] : null;
    });
    await expect(chip.connect()).rejects.toThrow(failing('port-lost'));
  });
});
