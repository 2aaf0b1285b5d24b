import { beforeEach, describe, expect, it } from 'vitest';
import { sleep } from '../../../src-shared/time/clock';
import { ChangeTeller } from '../../../src-main/services/monitor/change-teller';
import { VirtualClock } from '../../support/virtual-clock';

let clock: VirtualClock;
let told: number[];
let teller: ChangeTeller;

beforeEach(() => {
  clock = new VirtualClock();
  told = [];
  teller = new ChangeTeller(clock, () => told.push(clock.now()));
});

describe('what has changed', () => {
  it('is told at once where it is urgent', () => {
    teller.changed(0);
    teller.changed(0);
    expect(told).toEqual([0, 0]);
  });

  it('is told four times a second where it goes on and on, the last of it too', async () => {
    await clock.run(async () => {
      for (let count = 0; count < 100; count++) {
        teller.changed(250);
        await sleep(clock, 10);
      }
      await sleep(clock, 1_000);
    });
    expect(told).toEqual([250, 500, 750, 1_000]);
  });

  it('goes with what is more urgent', async () => {
    await clock.run(async () => {
      teller.changed(250);
      await sleep(clock, 10);
      teller.changed(100);
      await sleep(clock, 50);
      teller.changed(100);
      await sleep(clock, 1_000);
    });
    expect(told).toEqual([110]);
  });

  it('is told with what is urgent, not once more', async () => {
    await clock.run(async () => {
      teller.changed(250);
      teller.changed(0);
      await sleep(clock, 1_000);
    });
    expect(told).toEqual([0]);
  });

  it('is told no more once it is closed', async () => {
    await clock.run(async () => {
      teller.changed(250);
      teller.close();
      await sleep(clock, 1_000);
    });
    expect(told).toEqual([]);
  });
});
