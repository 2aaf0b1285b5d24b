import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error';
import { Mutator } from '../support/mutate';
import { runFuzz } from './fuzz-parser';

const text = new TextEncoder().encode('key,type,encoding,value\nstation,namespace,,\n');
const seeds = [Uint8Array.from({ length: 300 }, (_, index) => index & 0xff), text];
const refuse = () => {
  throw new AppError('image-invalid', { name: 'x', reason: 'x' });
};

describe('fuzzing', () => {
  it('feeds the same inputs every time, and hardly any of them twice', () => {
    const drawn = (randomSeed: number) => {
      const mutator = new Mutator(seeds, randomSeed);
      return Array.from({ length: 500 }, () => Buffer.from(mutator.next()).toString('hex'));
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(new Set(drawn(1)).size).toBeGreaterThan(450);
  });

  it('leaves the seeds as they are', () => {
    const mutator = new Mutator(seeds, 1);
    for (let index = 0; index < 500; index++) mutator.next();
    expect(seeds[0]?.[77]).toBe(77);
    expect(new TextDecoder().decode(seeds[1])).toContain('station,namespace,,\n');
  });

  it('counts what is accepted and what is refused', async () => {
    const parse = (bytes: Uint8Array) => (bytes.length % 2 === 0 ? bytes.length : refuse());
    const figures = await runFuzz({ name: 'x', seeds, parse, inputs: 1000 });
    expect(figures.accepted + figures.refused).toBe(1000);
    expect(figures.accepted).toBeGreaterThan(0);
    expect(figures.refused).toBeGreaterThan(0);
  });

  it('fails on any other error and names the input', async () => {
    const parse = (bytes: Uint8Array) => (bytes.length === 300 ? refuse() : new Uint8Array(-1));
    await expect(runFuzz({ name: 'x', seeds, parse })).rejects.toThrow(/^x threw RangeError.* bytes: /);
  });

  it('fails on a code that does not belong there, and on faults of our own', async () => {
    const parse = refuse;
    await expect(runFuzz({ name: 'x', seeds, parse, codes: ['elf-invalid'] })).rejects.toThrow(
      'x was refused with image-invalid',
    );
    const broken = () => {
      throw new AppError('internal', { reason: 'x' });
    };
    await expect(runFuzz({ name: 'x', seeds, parse: broken })).rejects.toThrow('x was refused with internal');
  });

  it('fails on a rejection that is no AppError', async () => {
    const parse = () => Promise.reject(new Error('broken'));
    await expect(runFuzz({ name: 'x', seeds, parse })).rejects.toThrow('x threw Error: broken');
  });

  it('fails on memory that no input of this size needs', async () => {
    const parse = () => new Uint8Array(300 * 1024 * 1024);
    await expect(runFuzz({ name: 'x', seeds, parse })).rejects.toThrow('x took 300.');
  });
});
