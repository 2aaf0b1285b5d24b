import { describe, expect, it } from 'vitest';
import { tryPorts, untilOpen } from '../../../src-main/cli/esptool/try-ports';
import { AppError } from '../../../src-shared/errors/app-error';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { VirtualClock } from '../../support/virtual-clock';
import { fakeIo } from './fake-io';

async function tryAll(answers: Readonly<Record<string, ErrorCode | 'board' | 'board that fails'>>) {
  const tried: string[] = [];
  const told: string[] = [];
  let began = false;
  const work = async (port: string) => {
    tried.push(port);
    const answer = answers[port];
    if (answer === 'board') return;
    began = answer === 'board that fails';
    if (answer !== undefined) throw new AppError(began ? 'connect-silent' : (answer as ErrorCode), { port });
  };
  const outcome = await tryPorts(
    Object.keys(answers),
    work,
    () => began,
    (error) => told.push(error.code),
  ).then(
    () => 'done',
    (error: unknown) => (error as AppError).code,
  );
  return { tried, told, outcome };
}

describe('several ports', () => {
  it('are tried until one has the board', async () => {
    expect(await tryAll({ a: 'port-busy', b: 'connect-silent', c: 'board', d: 'board' })).toEqual({
      tried: ['a', 'b', 'c'],
      told: ['port-busy', 'connect-silent'],
      outcome: 'done',
    });
  });

  it('are all named when none has one', async () => {
    expect(await tryAll({ a: 'connect-silent', b: 'chip-mismatch' })).toMatchObject({
      tried: ['a', 'b'],
      outcome: 'ports-silent',
    });
  });

  it('are not tried further once a board was found, or after a failure that is not the port’s', async () => {
    expect(await tryAll({ a: 'board that fails', b: 'board' })).toMatchObject({ tried: ['a'] });
    expect(await tryAll({ a: 'cancelled', b: 'board' })).toMatchObject({
      tried: ['a'],
      outcome: 'cancelled',
    });
  });

  it('leave a single one its own error', async () => {
    expect(await tryAll({ a: 'connect-silent' })).toMatchObject({ outcome: 'connect-silent', told: [] });
  });
});

describe('a port that is not there yet', () => {
  const opening = (failures: number, code: ErrorCode = 'port-not-found') => {
    const clock = new VirtualClock();
    const { io, interrupt } = fakeIo({ clock });
    const state = { tried: 0, began: false };
    const work = async () => {
      state.tried += 1;
      if (state.tried <= failures) throw new AppError(code, { port: 'ttyACM0' });
    };
    const open = (attempts: number) => clock.run(untilOpen(attempts, () => state.began, io, work));
    return { clock, state, open, interrupt };
  };

  it('is looked for every tenth of a second, as often as was said', async () => {
    const { clock, open, state } = opening(3);
    await open(4);
    expect(state.tried).toBe(4);
    expect(clock.now()).toBe(300);
    await expect(opening(4).open(4)).rejects.toMatchObject({ code: 'port-not-found' });
  });

  it('is looked for until Ctrl-C when that was said', async () => {
    const { clock, open, interrupt, state } = opening(Infinity);
    clock.schedule(10_050, interrupt);
    await expect(open(0)).rejects.toMatchObject({ code: 'cancelled' });
    expect(state.tried).toBe(101);
  });

  it('is not looked for again when it is something else that fails, or once it was there', async () => {
    const silent = opening(1, 'connect-silent');
    await expect(silent.open(5)).rejects.toMatchObject({ code: 'connect-silent' });
    const lost = opening(1);
    lost.state.began = true;
    await expect(lost.open(5)).rejects.toMatchObject({ code: 'port-not-found' });
    expect([silent.state.tried, lost.state.tried]).toEqual([1, 1]);
  });
});
