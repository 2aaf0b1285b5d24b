import { describe, expect, it } from 'vitest';
import {
  nextLinkSettings,
  type LinkFacts,
  type LinkSettings,
} from '../../../src-main/engine/link/link-settings';

const fast: LinkSettings = { baud: 921_600, compress: true, useStub: true };
const usual: LinkFacts = { canChangeBaud: true, stubRunning: true };

/** All that is tried after the first settings have failed. */
function ladder(first: LinkSettings, facts: (settings: LinkSettings) => LinkFacts): LinkSettings[] {
  const steps: LinkSettings[] = [];
  for (let next = nextLinkSettings(first, facts(first)); next; next = nextLinkSettings(next, facts(next)))
    steps.push(next);
  return steps;
}

describe('nextLinkSettings', () => {
  it('goes down with the rate, then does without compression, then without the stub', () => {
    expect(ladder(fast, ({ useStub }) => ({ ...usual, stubRunning: useStub }))).toEqual([
      { baud: 460_800, compress: true, useStub: true },
      { baud: 230_400, compress: true, useStub: true },
      { baud: 115_200, compress: true, useStub: true },
      { baud: 115_200, compress: false, useStub: true },
      { baud: 115_200, compress: false, useStub: false },
    ]);
  });

  it.each([
    [3_000_000, 921_600],
    [500_000, 460_800],
    [115_201, 115_200],
  ])('comes from %s to the next usual rate, %s', (baud, next) => {
    expect(nextLinkSettings({ ...fast, baud }, usual)?.baud).toBe(next);
  });

  it('leaves the rate alone where it cannot be changed', () => {
    expect(nextLinkSettings(fast, { ...usual, canChangeBaud: false })).toEqual({ ...fast, compress: false });
  });

  it('has nothing but the rate to change where no stub is running', () => {
    const rom = { ...fast, useStub: true };
    expect(ladder(rom, () => ({ ...usual, stubRunning: false })).map(({ baud }) => baud)).toEqual([
      460_800, 230_400, 115_200,
    ]);
  });

  it('comes to an end', () => {
    const last = { baud: 115_200, compress: false, useStub: false };
    expect(nextLinkSettings(last, { ...usual, stubRunning: false })).toBeNull();
  });
});
