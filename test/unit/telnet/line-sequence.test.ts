import { beforeEach, describe, expect, it } from 'vitest';
import { sleep } from '../../../src-shared/time/clock';
import type { LineChange } from '../../../src-main/telnet/com-port-option';
import { LineSequence } from '../../../src-main/telnet/line-sequence';
import { VirtualClock } from '../../support/virtual-clock';

let clock: VirtualClock;
let applied: string[];
let sequence: LineSequence;

beforeEach(() => {
  clock = new VirtualClock();
  applied = [];
  const setLines = async ({ dtr, rts }: LineChange): Promise<void> => {
    const words = [dtr === undefined ? [] : [`dtr ${dtr}`], rts === undefined ? [] : [`rts ${rts}`]].flat();
    applied.push(`${clock.now()}: ${words.join(', ')}`);
  };
  sequence = new LineSequence({ setLines }, clock);
});

const apply = (...steps: (LineChange | number)[]): Promise<void> =>
  clock.run(async () => {
    for (const step of steps)
      if (typeof step === 'number') await sleep(clock, step);
      else await sequence.change(step);
  });

describe('lines that a client changes one after the other', () => {
  it('pass through “both asserted” in no time on the way from EN to IO0', async () => {
    await apply({ dtr: false }, { rts: true }, 150, { dtr: true }, 100, { rts: false }, 100, { dtr: false });
    expect(applied).toEqual([
      '0: dtr false',
      '0: rts true',
      '250: dtr true, rts true',
      '250: rts false',
      '350: dtr false',
    ]);
  });

  it('are both asserted after all when nothing follows', async () => {
    await apply({ rts: true }, 10, { dtr: true }, 1000, { rts: false });
    expect(applied).toEqual(['0: rts true', '410: dtr true, rts true', '1010: rts false']);
  });

  it('stay held back while the client says the same again', async () => {
    await apply({ rts: true }, { dtr: true }, 100, { rts: true }, 100, { rts: false });
    expect(applied).toEqual(['0: rts true', '200: dtr true, rts true', '200: rts false']);
  });

  it('are not held back when they change together, nor on other ways', async () => {
    await apply({ dtr: true, rts: true }, { dtr: false }, 50, { dtr: true, rts: false }, 50, { rts: true });
    expect(applied).toEqual([
      '0: dtr true, rts true',
      '0: dtr false',
      '50: dtr true, rts false',
      '100: rts true',
    ]);
  });

  it('are left as they are when the client has gone', async () => {
    await apply({ rts: true }, { dtr: true });
    sequence.drop();
    await clock.run(sleep(clock, 1000));
    expect(applied).toEqual(['0: rts true']);
    expect(sequence.lines).toEqual({ dtr: true, rts: true });
  });
});
