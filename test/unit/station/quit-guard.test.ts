import { describe, expect, it } from 'vitest';
import { QuitGuard } from '../../../src-main/app/quit-guard';

/** A guard whose questions and answers are in the test's hands. */
function openGuard({ busy }: { busy: boolean }): {
  guard: QuitGuard;
  happened: string[];
  answer: (stop: boolean) => void;
  settle: () => Promise<void>;
} {
  const happened: string[] = [];
  let answer: (stop: boolean) => void = () => undefined;
  const guard = new QuitGuard({
    isBusy: () => busy,
    confirm: () => {
      happened.push('asked');
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    shutDown: async () => {
      happened.push('shut down');
    },
    quit: () => happened.push('quit'),
  });
  return {
    guard,
    happened,
    answer: (stop) => answer(stop),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('quitting', () => {
  it('puts everything away first, without a question when nothing runs', async () => {
    const { guard, happened, settle } = openGuard({ busy: false });
    expect(guard.mayQuit()).toBe(false);
    await settle();
    expect(happened).toEqual(['shut down', 'quit']);
    expect(guard.mayQuit()).toBe(true);
  });

  it('asks once while a job runs, however often it is wished', async () => {
    const { guard, happened, answer, settle } = openGuard({ busy: true });
    expect([guard.mayQuit(), guard.mayQuit()]).toEqual([false, false]);
    expect(happened).toEqual(['asked']);
    answer(true);
    await settle();
    expect(happened).toEqual(['asked', 'shut down', 'quit']);
  });

  it('goes on when the person stays, and asks again the next time', async () => {
    const { guard, happened, answer, settle } = openGuard({ busy: true });
    guard.mayQuit();
    answer(false);
    await settle();
    expect(happened).toEqual(['asked']);
    guard.mayQuit();
    expect(happened).toEqual(['asked', 'asked']);
  });

  it('ends even when something could not be put away', async () => {
    const happened: string[] = [];
    const guard = new QuitGuard({
      isBusy: () => false,
      confirm: async () => true,
      shutDown: () => Promise.reject(new Error('disk full')),
      quit: () => happened.push('quit'),
    });
    guard.mayQuit();
    await new Promise((resolve) => setImmediate(resolve));
    expect(happened).toEqual(['quit']);
  });
});
