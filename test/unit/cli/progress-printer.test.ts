import { describe, expect, it } from 'vitest';
import { ProgressPrinter } from '../../../src-main/cli/progress-printer';
import { sleep } from '../../../src-shared/time/clock';
import { VirtualClock } from '../../support/virtual-clock';
import { fakeIo } from './fake-io';

const total = 1000;

function printer(isTerminal: boolean, showBytes = true) {
  const clock = new VirtualClock();
  const fake = fakeIo({ isTerminal });
  const made = new ProgressPrinter({
    out: fake.io.out,
    clock,
    showBytes,
    title: (stage, segment) => (stage === 'write' ? `Writing ${segment ?? '?'}` : null),
  });
  const bytes = (done: number, segment = 0) =>
    made.onProgress({ type: 'bytes', stage: 'write', segment, done, total });
  return { made, bytes, clock, out: () => fake.out() };
}

describe('progress on a terminal', () => {
  it('is one line that is drawn over, with percent and rate', async () => {
    const { bytes, clock, out } = printer(true);
    bytes(0);
    await clock.run(sleep(clock, 1000));
    bytes(500);
    expect(out()).toBe(
      'Writing 0\n' +
        `\r\u001b[K[${' '.repeat(30)}]   0 %  – KB/s` +
        `\r\u001b[K[${'='.repeat(15)}${' '.repeat(15)}]  50 %  0.5 KB/s`,
    );
  });

  it('is not drawn more often than it can be seen, but always at the end', () => {
    const { bytes, out } = printer(true);
    for (let done = 0; done <= total; done += 10) bytes(done);
    expect(out().split('\r').length - 1).toBe(2);
    expect(out()).toContain('100 %');
  });

  it('gives way to a notice', () => {
    const { made, bytes, out } = printer(true);
    bytes(0);
    made.onProgress({ type: 'notice', code: 'segment-unchanged', context: { name: 'a.bin' } });
    expect(out().endsWith('\r\u001b[Ka.bin is on the chip already.\n')).toBe(true);
  });
});

describe('progress elsewhere', () => {
  it('is a line every ten percent', () => {
    const { bytes, out } = printer(false);
    for (let done = 0; done <= total; done += 1) bytes(done);
    const lines = out().trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[1]).toBe('  10 % (100 of 1000 bytes)');
    expect(lines.at(-1)).toBe('  100 % (1000 of 1000 bytes)');
  });

  it('starts anew with each segment', () => {
    const { bytes, out } = printer(false);
    bytes(total, 0);
    bytes(total, 1);
    expect(out()).toBe('Writing 0\n  100 % (1000 of 1000 bytes)\nWriting 1\n  100 % (1000 of 1000 bytes)\n');
  });

  it('can be left out, all but the titles', () => {
    const { bytes, out } = printer(false, false);
    bytes(0);
    bytes(total);
    expect(out()).toBe('Writing 0\n');
  });
});

it('knows how long a segment took', async () => {
  const { made, bytes, clock } = printer(false);
  bytes(0);
  await clock.run(sleep(clock, 700));
  bytes(total);
  expect(made.durationMs('write', 0)).toBe(700);
  expect(made.durationMs('write', 1)).toBeNull();
});
