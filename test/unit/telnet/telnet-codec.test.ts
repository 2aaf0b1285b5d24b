import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeOption,
  encodeSubnegotiation,
  escapeIac,
  longestSubnegotiationBytes,
  TelnetReceiver,
  verbs,
  type TelnetEvent,
  type Verb,
} from '../../../src-main/telnet/telnet-codec';

const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Uint8Array.from(array));
/** 255 far more often than by chance. */
const iacBytes = fc
  .array(fc.oneof(fc.constantFrom(255, 250, 240), fc.integer({ min: 0, max: 255 })), { maxLength: 60 })
  .map((array) => Uint8Array.from(array));
const byte = fc.integer({ min: 0, max: 255 });
const verb = fc.constantFrom(...(Object.keys(verbs) as Verb[]));

const event: fc.Arbitrary<TelnetEvent> = fc.oneof(
  fc.record({ type: fc.constant('data' as const), bytes: iacBytes }),
  fc.record({ type: fc.constant('option' as const), verb, option: byte }),
  // An option of 255 would need escaping itself; there is none.
  fc.record({
    type: fc.constant('subnegotiation' as const),
    option: fc.integer({ min: 0, max: 254 }),
    payload: iacBytes,
  }),
);

function encode(item: TelnetEvent): Uint8Array {
  if (item.type === 'data') return escapeIac(item.bytes);
  if (item.type === 'option') return encodeOption(item.verb, item.option);
  return encodeSubnegotiation(item.option, item.payload);
}

const concat = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** Data next to data joined, none empty: how it was cut says nothing. */
function joined(events: readonly TelnetEvent[]): unknown[] {
  const result: { type: string; data?: number[]; rest?: unknown }[] = [];
  for (const item of events) {
    const last = result.at(-1);
    if (item.type !== 'data') result.push({ type: item.type, rest: JSON.stringify(item) });
    else if (last?.type === 'data') last.data?.push(...item.bytes);
    else if (item.bytes.length > 0) result.push({ type: 'data', data: [...item.bytes] });
  }
  return result;
}

function receive(stream: Uint8Array, cuts: readonly number[]): TelnetEvent[] {
  const receiver = new TelnetReceiver();
  const events: TelnetEvent[] = [];
  let at = 0;
  for (const cut of [...cuts.map((c) => c % (stream.length + 1)), stream.length].sort((a, b) => a - b)) {
    events.push(...receiver.push(stream.subarray(at, cut)));
    at = cut;
  }
  return events;
}

describe('the telnet codec', () => {
  it('gives back whatever was sent, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 12 }),
        fc.array(fc.nat(2000), { maxLength: 8 }),
        (sent, cuts) => {
          expect(joined(receive(concat(sent.map(encode)), cuts))).toEqual(joined(sent));
        },
      ),
    );
  });

  it('takes any bytes at all, and the same ones however they are cut', () => {
    fc.assert(
      fc.property(iacBytes, fc.array(fc.nat(60), { maxLength: 8 }), (stream, cuts) => {
        expect(joined(receive(stream, cuts))).toEqual(joined(receive(stream, [])));
      }),
    );
  });

  it('doubles 255 and nothing else', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const expected = Buffer.from(data).toString('latin1').replaceAll('\xff', '\xff\xff');
        expect(Buffer.from(escapeIac(data)).toString('latin1')).toBe(expected);
      }),
    );
  });

  it('keeps a frame with escaped bytes in one piece', () => {
    const data = new Uint8Array(5000).fill(255);
    expect(new TelnetReceiver().push(escapeIac(data))).toEqual([{ type: 'data', bytes: data }]);
  });

  it('passes over commands without an option', () => {
    const nopAndBreak = Uint8Array.of(1, 255, 241, 2, 255, 243, 3);
    expect(joined(new TelnetReceiver().push(nopAndBreak))).toEqual([{ type: 'data', data: [1, 2, 3] }]);
  });

  it('drops a subnegotiation that is too long, whole, and goes on after it', () => {
    const receiver = new TelnetReceiver();
    const long = new Uint8Array(longestSubnegotiationBytes + 1).fill(7);
    expect(receiver.push(encodeSubnegotiation(44, long))).toEqual([]);
    expect(receiver.push(encodeSubnegotiation(44, long.subarray(1)))).toMatchObject([
      { type: 'subnegotiation', payload: long.subarray(1) },
    ]);
  });

  it('finds the next command where the end of a subnegotiation was lost', () => {
    const events = new TelnetReceiver().push(Uint8Array.of(255, 250, 44, 1, 255, 253, 0, 65));
    expect(joined(events)).toEqual([
      { type: 'option', rest: JSON.stringify({ type: 'option', verb: 'DO', option: 0 }) },
      { type: 'data', data: [65] },
    ]);
  });
});
