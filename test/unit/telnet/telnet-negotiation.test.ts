import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TelnetReceiver, verbs, type Verb } from '../../../src-main/telnet/telnet-codec';
import { TelnetNegotiation, type Side } from '../../../src-main/telnet/telnet-negotiation';

const verb = fc.constantFrom(...(Object.keys(verbs) as Verb[]));
const option = fc.integer({ min: 0, max: 3 });
const side = fc.constantFrom<Side>('us', 'them');

const saying = (bytes: Uint8Array | null): string => {
  const [event] = bytes === null ? [] : new TelnetReceiver().push(bytes);
  return event?.type === 'option' ? `${event.verb} ${event.option}` : 'nothing';
};

describe('telnet negotiation', () => {
  it('agrees to what it knows and refuses the rest', () => {
    const negotiation = new TelnetNegotiation([0]);
    expect(saying(negotiation.receive('DO', 0))).toBe('WILL 0');
    expect(saying(negotiation.receive('WILL', 0))).toBe('DO 0');
    expect(saying(negotiation.receive('DO', 24))).toBe('WONT 24');
    expect(saying(negotiation.receive('WILL', 24))).toBe('DONT 24');
    expect(negotiation.isOn('us', 0)).toBe(true);
    expect(negotiation.isOn('us', 24)).toBe(false);
    expect(negotiation.answered).toBe(false);
  });

  it('does not answer an answer', () => {
    const negotiation = new TelnetNegotiation([0, 44]);
    expect(saying(negotiation.request('us', 44))).toBe('WILL 44');
    expect(saying(negotiation.request('us', 44))).toBe('nothing');
    expect(saying(negotiation.receive('DO', 44))).toBe('nothing');
    expect(saying(negotiation.receive('DO', 44))).toBe('nothing');
    expect(saying(negotiation.request('us', 0))).toBe('WILL 0');
    expect(saying(negotiation.receive('DONT', 0))).toBe('nothing');
    expect([negotiation.isOn('us', 44), negotiation.isRefused('us', 0)]).toEqual([true, true]);
    expect(negotiation.answered).toBe(true);
  });

  it('agrees once to what is taken back', () => {
    const negotiation = new TelnetNegotiation([0]);
    negotiation.receive('WILL', 0);
    expect(saying(negotiation.receive('WONT', 0))).toBe('DONT 0');
    expect(saying(negotiation.receive('WONT', 0))).toBe('nothing');
  });

  it('comes to an end between any two sides, who then agree on what holds', () => {
    const supported = fc.uniqueArray(option);
    const requests = fc.array(fc.tuple(fc.boolean(), side, option), { maxLength: 12 });
    fc.assert(
      fc.property(supported, supported, requests, (left, right, asked) => {
        const peers = [new TelnetNegotiation(left), new TelnetNegotiation(right)] as const;
        const lines: [Uint8Array[], Uint8Array[]] = [[], []];
        const say = (to: 0 | 1, bytes: Uint8Array | null): void => {
          if (bytes) lines[to].push(bytes);
        };
        for (const [first, which, what] of asked)
          say(first ? 1 : 0, peers[first ? 0 : 1].request(which, what));
        let said = 0;
        for (let to: 0 | 1 = 0; lines[0].length + lines[1].length > 0; to = to === 0 ? 1 : 0) {
          for (const bytes of lines[to].splice(0))
            for (const event of new TelnetReceiver().push(bytes))
              if (event.type === 'option') say(to === 0 ? 1 : 0, peers[to].receive(event.verb, event.option));
          expect((said += 1)).toBeLessThan(20);
        }
        for (const what of [0, 1, 2, 3]) {
          expect(peers[0].isOn('us', what)).toBe(peers[1].isOn('them', what));
          expect(peers[0].isOn('them', what)).toBe(peers[1].isOn('us', what));
        }
      }),
    );
  });

  it('says at most one thing to each thing that it hears', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(verb, option)), (heard) => {
        const negotiation = new TelnetNegotiation([0, 1]);
        for (const [what, about] of heard) {
          negotiation.receive(what, about);
          // Hearing the same again changes nothing, so there is nothing to say; a refusal of the unknown is the exception.
          if (about < 2) expect(saying(negotiation.receive(what, about))).toBe('nothing');
        }
      }),
    );
  });
});
