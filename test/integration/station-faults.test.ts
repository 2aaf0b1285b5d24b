import { describe, expect, it } from 'vitest';
import { simulatedFaults, type SimulatedFault } from '../../src-shared/model/port';
import { terminalStates, type JobRecord } from '../../src-shared/model/job';
import { sleep } from '../../src-shared/time/clock';
import { flashPlanOf, StationBench } from '../support/station-bench';

/** What flashing the demo to a board that misbehaves ends in. */
const outcomes: Readonly<Record<SimulatedFault, string>> = {
  unplugged: 'failed port-lost',
  noisy: 'succeeded, verified',
  deaf: 'failed connect-tx-not-wired',
  // The board starts again, and so does the work.
  'brown-out': 'succeeded, verified',
  'worn-flash': 'failed verify-failed',
  busy: 'failed port-busy',
  secured: 'failed security-refused',
  crashing: 'succeeded, verified',
  'boot-loop': 'succeeded, verified',
  logging: 'succeeded, verified',
  numbers: 'succeeded, verified',
  console: 'succeeded, verified',
  'loose-cable': 'failed port-lost',
};

function outcomeOf({ state, result, error }: JobRecord): string {
  return error === null
    ? `${state}, ${result?.verified ? 'verified' : 'not verified'}`
    : `${state} ${error.code}`;
}

async function flashDemo(bench: StationBench, port: string): Promise<JobRecord> {
  const { items } = await bench.bring({ type: 'demo' });
  return bench.ended(await bench.ask('job:start', flashPlanOf(port, items)));
}

describe('a simulated board that misbehaves', () => {
  it.each(simulatedFaults)('%s: ends as it must, once, and leaves the port free', async (fault) => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const { id: port } = await bench.ask('sim:add', { chip: 'esp32c3', flashSize: '4MB', fault });
      const end = await flashDemo(bench, port);
      expect(outcomeOf(end)).toBe(outcomes[fault]);
      expect(bench.records(end.id).filter(({ state }) => terminalStates.includes(state))).toHaveLength(1);
      // Whoever is next gets the port: the same end again, or one that shows that the fault is over.
      await sleep(bench.clock, 5000);
      const again = await flashDemo(bench, port);
      expect([outcomes[fault], 'succeeded, verified']).toContain(outcomeOf(again));
    });
  });

  it('that was unplugged comes back, and the second try works', async () => {
    const bench = await StationBench.open();
    await bench.run(async () => {
      const board = { chip: 'esp32c3', flashSize: '4MB', fault: 'unplugged' } as const;
      const { id: port } = await bench.ask('sim:add', board);
      expect(outcomeOf(await flashDemo(bench, port))).toBe('failed port-lost');
      await sleep(bench.clock, 3000);
      expect(outcomeOf(await flashDemo(bench, port))).toBe('succeeded, verified');
    });
  });
});
