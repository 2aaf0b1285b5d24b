import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSlip, SlipDecoder } from '../../../src-main/engine/protocol/slip';

interface Decoded {
  readonly frames: number[][];
  readonly outside: number[];
  readonly droppedFrames: number;
}

function decode(pieces: readonly Uint8Array[], maxFrameBytes?: number): Decoded {
  const frames: number[][] = [];
  const outside: number[] = [];
  const decoder = new SlipDecoder(
    { onFrame: (body) => frames.push([...body]), onOutside: (bytes) => outside.push(...bytes) },
    maxFrameBytes,
  );
  for (const piece of pieces) decoder.push(piece);
  return { frames, outside, droppedFrames: decoder.droppedFrames };
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.slice(start, places[index] ?? bytes.length));
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Half of the bytes need escaping or look like it. */
const body = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .chain((plain) =>
    fc
      .array(fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd), { minLength: plain.length, maxLength: plain.length })
      .map((special) => plain.map((value, index) => (value % 2 === 0 ? value : (special[index] ?? value)))),
  );

const text = fc.uint8Array({ maxLength: 40 }).map((plain) => plain.filter((byte) => byte !== 0xc0));
const cuts = fc.array(fc.nat(5_000), { maxLength: 30 });

describe('encodeSlip', () => {
  it('marks both ends and escapes C0 and DB', () => {
    expect([...encodeSlip(bytes(0x01, 0xc0, 0xdb, 0x02))]).toEqual([
      0xc0, 0x01, 0xdb, 0xdc, 0xdb, 0xdd, 0x02, 0xc0,
    ]);
  });

  it('joins its parts into one frame', () => {
    expect([...encodeSlip(bytes(1, 0xc0), bytes(), bytes(0xdb))]).toEqual([
      0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 0xc0,
    ]);
  });
});

describe('SlipDecoder', () => {
  it('gives back every frame and every byte between frames, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, body), { maxLength: 6 }), text, cuts, (parts, tail, places) => {
        const stream = Buffer.concat([...parts.flatMap(([said, frame]) => [said, encodeSlip(frame)]), tail]);
        expect(decode(split(stream, places))).toEqual({
          frames: parts.map(([, frame]) => [...frame]),
          outside: [...parts.flatMap(([said]) => [...said]), ...tail],
          droppedFrames: 0,
        });
      }),
    );
  });

  it('decodes any bytes to the same whether they come at once or one by one', () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 1, max: 64 }), (stream, bound) => {
        const single = [...stream].map((byte) => bytes(byte));
        expect(decode(single, bound)).toEqual(decode([stream], bound));
      }),
    );
  });

  it('drops a frame that grows past its bound and reads the next one', () => {
    const stream = Buffer.concat([encodeSlip(new Uint8Array(11)), encodeSlip(bytes(1, 2))]);
    expect(decode([stream], 10)).toEqual({ frames: [[1, 2]], outside: [], droppedFrames: 1 });
  });

  it('takes a frame of exactly the bound', () => {
    expect(decode([encodeSlip(new Uint8Array(10).fill(0xc0))], 10).frames).toEqual([Array(10).fill(0xc0)]);
  });

  it('drops a frame with a wrong escape', () => {
    const stream = Buffer.concat([bytes(0xc0, 1, 0xdb, 7, 0xc0), encodeSlip(bytes(3))]);
    expect(decode([stream])).toEqual({ frames: [[3]], outside: [], droppedFrames: 1 });
  });

  it('drops a frame that ends within an escape', () => {
    expect(decode([bytes(0xc0, 1, 0xdb, 0xc0)])).toEqual({ frames: [], outside: [], droppedFrames: 1 });
  });

  it('finds its way back when an end mark is lost', () => {
    const lost = encodeSlip(bytes(1)).slice(0, -1);
    const stream = Buffer.concat([lost, encodeSlip(bytes(2)), encodeSlip(bytes(3)), encodeSlip(bytes(4))]);
    expect(decode([stream]).frames).toContainEqual([4]);
  });

  it('shows a frame that has begun, and forgets it when asked to', () => {
    const frames: number[][] = [];
    const decoder = new SlipDecoder({
      onFrame: (frame) => frames.push([...frame]),
      onOutside: () => undefined,
    });
    decoder.push(bytes(0xc0, 7, 8));
    expect([...decoder.unfinished]).toEqual([7, 8]);
    decoder.reset();
    decoder.push(encodeSlip(bytes(9)));
    expect(frames).toEqual([[9]]);
  });
});
