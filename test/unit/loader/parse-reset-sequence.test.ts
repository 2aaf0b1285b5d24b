import { describe, expect, it } from 'vitest';
import { parseResetSequence } from '../../../src-main/engine/loader/parse-reset-sequence';

describe('parseResetSequence', () => {
  it('reads the classic sequence as the documentation spells it', () => {
    expect(parseResetSequence('D0|R1|W0.1|D1|R0|W0.05|D0')).toEqual([
      { lines: { dtr: false } },
      { lines: { rts: true } },
      { waitMs: 100 },
      { lines: { dtr: true } },
      { lines: { rts: false } },
      { waitMs: 50 },
      { lines: { dtr: false } },
    ]);
  });

  it('changes both lines at once with U', () => {
    expect(parseResetSequence('U0,1|U1, 0')).toEqual([
      { lines: { dtr: false, rts: true } },
      { lines: { dtr: true, rts: false } },
    ]);
  });

  it('forgives spaces, small letters and an empty step at the end', () => {
    expect(parseResetSequence(' d1 | w.5 |')).toEqual([{ lines: { dtr: true } }, { waitMs: 500 }]);
  });

  it.each([
    '',
    '|',
    'D',
    'D2',
    'D10',
    'R-1',
    'U1',
    'U1,0,1',
    'U1,2',
    'W',
    'W-1',
    'Wx',
    'W1e3',
    'X1',
    'D0,R1',
  ])('refuses “%s”', (text) => {
    expect(() => parseResetSequence(text)).toThrow(
      expect.objectContaining({ code: 'reset-sequence-invalid' }) as Error,
    );
  });

  it('names the step that it does not understand', () => {
    expect(() => parseResetSequence('D0|Q1|R0')).toThrow(
      expect.objectContaining({ context: { step: 'Q1', sequence: 'D0|Q1|R0' } }) as Error,
    );
  });
});
