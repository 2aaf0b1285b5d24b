import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../src-main/simulator/faults/parse-fault';
import { randomFaults } from '../../../src-main/simulator/faults/random-faults';
import type { Fault } from '../../../src-main/simulator/faults/fault';
import { sleep } from '../../../src-shared/time/clock';
import { syncPattern, words } from './host-side';
import { enterLoader, makeBoard, opcode, openStub, startStub, type OpenBoard } from './open-board';

const packetBytes = 0x400;

/** What a host can send and see answered: how to get there, and how many frames its answer has. */
const exchanges = {
  SYNC: {
    prepare: async (board: OpenBoard) => {
      await board.transport.open(115_200);
      await board.host.resetToDownload();
    },
    ask: ({ host }: OpenBoard) => host.command(opcode.sync, syncPattern),
    answers: 8,
  },
  READ_REG: {
    prepare: enterLoader,
    ask: ({ host }: OpenBoard) => host.command(opcode.readReg, [0x6000_8844]),
    answers: 1,
  },
  FLASH_DATA: {
    prepare: async (board: OpenBoard) => {
      await openStub(board);
      await board.host.ask(opcode.flashBegin, [0x400, 1, 0x400, 0]);
    },
    ask: ({ host }: OpenBoard) => host.data(opcode.flashData, new Uint8Array(0x400)),
    answers: 1,
  },
  /** The answer and the first packet; the next one waits for its acknowledgement. */
  READ_FLASH: {
    prepare: openStub,
    ask: ({ host }: OpenBoard) => host.command(opcode.readFlash, [0, 2 * packetBytes, packetBytes, 1]),
    answers: 2,
  },
  /** What starts it is MEM_END, which is answered by itself. */
  OHAI: {
    prepare: enterLoader,
    ask: async (board: OpenBoard) => startStub(board).catch(() => undefined),
    answers: 4,
  },
} as const;
type Exchange = keyof typeof exchanges;

interface Seen {
  /** Frames that came as an answer. */
  readonly answers: number;
  readonly tookMs: number;
  readonly mode: string;
  readonly plugged: boolean;
  readonly frames: readonly Uint8Array[];
}

async function exchange(name: Exchange, faults: readonly Fault[]): Promise<Seen> {
  const board = makeBoard({ faults });
  const { prepare, ask } = exchanges[name];
  return board.clock.run(async () => {
    await prepare(board);
    const before = board.host.frames.length;
    const startMs = board.clock.now();
    let lastMs = startMs;
    board.transport.onData(() => (lastMs = board.clock.now()));
    await ask(board);
    await sleep(board.clock, 2000);
    const frames = board.host.frames.slice(before);
    return {
      answers: frames.length,
      tookMs: lastMs - startMs,
      mode: board.board.chip.mode,
      plugged: board.board.plugged,
      frames,
    };
  });
}

const fault = (text: string): Fault => {
  const parsed = parseFault(text);
  if (!parsed) throw new Error(text);
  return parsed;
};

const names = Object.keys(exchanges) as Exchange[];
const requests = names.filter((name) => name !== 'OHAI');

describe.each(requests)('a request %s', (name) => {
  const { answers } = exchanges[name];

  it('is answered where nothing disturbs it', async () => {
    expect(await exchange(name, [])).toMatchObject({ answers, plugged: true });
  });

  it('is not heard when it is dropped', async () => {
    expect((await exchange(name, [fault(`drop:host:${name}`)])).answers).toBe(0);
  });

  it('is not answered as it should be when it is damaged', async () => {
    const whole = await exchange(name, []);
    const damaged = await exchange(name, [fault(`damage:host:${name}`)]);
    expect(damaged.frames).not.toEqual(whole.frames);
  });

  it('is answered twice when it arrives twice', async () => {
    // The second READ_FLASH is taken for an acknowledgement that is none: it ends the first, which sends its digest.
    const expected = name === 'READ_FLASH' ? 2 : 2 * answers;
    expect((await exchange(name, [fault(`duplicate:host:${name}`)])).answers).toBe(expected);
  });

  it('is answered late when it arrives late', async () => {
    const { tookMs, answers: seen } = await exchange(name, [fault(`delay:700:host:${name}`)]);
    expect(seen).toBe(answers);
    expect(tookMs).toBeGreaterThanOrEqual(700);
  });

  it('silences the chip', async () => {
    const seen = await exchange(name, [fault(`silent:host:${name}`)]);
    expect(seen).toMatchObject({ answers: 0, plugged: true });
  });

  it('resets the chip, into its firmware', async () => {
    expect(await exchange(name, [fault(`reset:host:${name}`)])).toMatchObject({ answers: 0, mode: 'busy' });
  });

  it('is lost with the cable, which comes back', async () => {
    const gone = await exchange(name, [fault(`unplug-at:host:${name}`)]);
    expect(gone).toMatchObject({ answers: 0, plugged: false });
    const back = await exchange(name, [fault(`unplug-at:host:${name}:1:300`)]);
    expect(back).toMatchObject({ answers: 0, plugged: true });
  });
});

describe.each(names)('an answer to %s', (name) => {
  const { answers } = exchanges[name];

  it('is lost when it is dropped', async () => {
    expect((await exchange(name, [fault(`drop:chip:${name}`)])).answers).toBe(answers - 1);
  });

  it('comes damaged', async () => {
    const whole = await exchange(name, []);
    const damaged = await exchange(name, [fault(`damage:chip:${name}`)]);
    expect(damaged.answers).toBe(answers);
    const differing = damaged.frames.filter((frame, at) => Buffer.compare(frame, whole.frames[at] ?? frame));
    expect(differing).toHaveLength(1);
  });

  it('comes twice', async () => {
    expect((await exchange(name, [fault(`duplicate:chip:${name}`)])).answers).toBe(answers + 1);
  });

  it('comes late', async () => {
    const { tookMs, answers: seen } = await exchange(name, [fault(`delay:700:chip:${name}`)]);
    expect(seen).toBe(answers);
    expect(tookMs).toBeGreaterThanOrEqual(700);
  });

  it('is the last that the chip would have said', async () => {
    const seen = await exchange(name, [fault(`silent:chip:${name}`)]);
    expect(seen.answers).toBe(name === 'OHAI' ? answers - 1 : 0);
  });

  it('is not sent when the chip is reset instead', async () => {
    const seen = await exchange(name, [fault(`reset:chip:${name}`)]);
    expect(seen).toMatchObject({ answers: name === 'OHAI' ? answers - 1 : 0, mode: 'busy' });
  });

  it('is lost with the cable', async () => {
    const seen = await exchange(name, [fault(`unplug-at:chip:${name}:1:300`)]);
    // The answer to MEM_END was still on the line.
    expect(seen).toMatchObject({ answers: name === 'OHAI' ? answers - 2 : 0, plugged: true });
    expect(seen.mode).not.toBe('stub');
  });
});

describe('READ_FLASH under way', () => {
  const readAll = async (...texts: string[]): Promise<{ board: OpenBoard; frames: number }> => {
    const board = makeBoard({ faults: texts.map(fault) });
    await board.clock.run(async () => {
      await openStub(board);
      const before = board.host.frames.length;
      const frames = (): number => board.host.frames.length - before;
      await board.host.command(opcode.readFlash, [0, 4 * packetBytes, packetBytes, 1]);
      for (let packet = 1; packet <= 4; packet++) {
        await sleep(board.clock, 20);
        if (frames() === packet + 1)
          await board.host.send(words(packet * packetBytes)).catch(() => undefined);
      }
      await sleep(board.clock, 20);
      board.host.frames.splice(0, before);
    });
    return { board, frames: board.host.frames.length };
  };

  it('has an answer, its packets and a digest', async () => {
    expect((await readAll()).frames).toBe(6);
  });

  it('loses the packet that is meant and waits for ever', async () => {
    expect((await readAll('drop:chip:READ_FLASH:3')).frames).toBe(2);
  });

  it('does not hear the acknowledgement that is meant', async () => {
    expect((await readAll('drop:host:READ_FLASH:3')).frames).toBe(3);
  });

  it('ends where the cable is pulled after so many bytes from the chip', async () => {
    const { board, frames } = await readAll(`unplug-read:${2.5 * packetBytes}`);
    expect(board.board.plugged).toBe(false);
    expect(frames).toBe(3);
  });
});

describe('a cable that is pulled several times', () => {
  it('is pulled once for each time that was planned', async () => {
    const board = makeBoard({
      faults: [fault('unplug:100:50'), fault('unplug:5000:50:second'), fault('unplug-at:host:READ_REG:3:50')],
    });
    let lost = 0;
    board.transport.onLost(() => (lost += 1));
    const reopen = async (): Promise<void> => {
      await sleep(board.clock, 100);
      await enterLoader(board);
    };
    await board.clock.run(async () => {
      await board.transport.open(115_200);
      await board.transport.write(new Uint8Array(100));
      expect(lost).toBe(1);
      await reopen();
      await board.transport.write(new Uint8Array(5000));
      expect(lost).toBe(2);
      await reopen();
      expect(board.transport.label).toBe('second');
      await board.host.ask(opcode.readReg, [0]);
      await board.host.ask(opcode.readReg, [0]);
      await board.host.command(opcode.readReg, [0]);
      await sleep(board.clock, 1);
      expect(lost).toBe(3);
      await reopen();
    });
    expect(lost).toBe(3);
  });
});

describe('disturbances drawn at random', () => {
  it('are the same for the same seed', () => {
    expect(randomFaults(7, { count: 20 })).toEqual(randomFaults(7, { count: 20 }));
    expect(randomFaults(7, { count: 20 })).not.toEqual(randomFaults(8, { count: 20 }));
  });

  it('are of every kind, on both sides, and each of them one that can be', () => {
    const drawn = Array.from({ length: 40 }, (_, seed) => randomFaults(seed, { count: 5 })).flat();
    const kinds = new Set(drawn.map(({ type }) => type));
    expect([...kinds].sort()).toEqual(
      ['damage', 'delay', 'drop', 'duplicate', 'reset', 'silent', 'unplug-at'].sort(),
    );
    expect(new Set(drawn.map((one) => ('direction' in one ? one.direction : null)))).toEqual(
      new Set(['host', 'chip']),
    );
  });

  it('hit the commands that were named and none else', () => {
    const opcodes = [0x08, 0x11];
    const drawn = Array.from({ length: 40 }, (_, seed) => randomFaults(seed, { count: 3, opcodes })).flat();
    const hit = drawn.map((one) =>
      'frames' in one ? one.frames.opcode : 'opcode' in one ? one.opcode : null,
    );
    expect(new Set(hit)).toEqual(new Set([0x08, 0x11, null]));
  });
});
