import { describe, expect, it } from 'vitest';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { readFlash } from '../../src-main/engine/operations/read-flash';
import { eraseFlash, eraseRegion } from '../../src-main/engine/operations/erase-flash';
import { identify } from '../../src-main/engine/operations/identify';
import { connect } from '../../src-main/engine/loader/connect';
import { opcodes } from '../../src-main/engine/protocol/opcodes';
import { toAppError } from '../../src-shared/errors/app-error';
import type { ErrorCode } from '../../src-shared/errors/error-texts';
import type { Direction, Fault } from '../../src-main/simulator/faults/fault';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { codeLikeBytes } from '../unit/image/build-image';
import { sameBytes } from '../unit/operations/fake-session';
import { failureOf, flashContents, notices, plan, setUp } from './engine-setup';

const app = { name: 'app.bin', offset: 0x1_0000, data: codeLikeBytes(300_000, 5) };
const frame = (
  type: 'drop' | 'damage' | 'duplicate',
  direction: Direction,
  opcode: number,
  from = 1,
  count = 1,
): Fault => ({ type, direction, frames: { opcode, from, count } });

function isWritten(setup: ReturnType<typeof setUp>): boolean {
  return sameBytes(flashContents(setup.board, app.offset, app.data.length), app.data);
}

describe('one disturbed frame of a write', () => {
  const commands: readonly (readonly [string, boolean, number, number])[] = [
    ['FLASH_DEFL_BEGIN', true, opcodes.FLASH_DEFL_BEGIN, 1],
    ['FLASH_DEFL_DATA', true, opcodes.FLASH_DEFL_DATA, 1],
    ['FLASH_DEFL_DATA', true, opcodes.FLASH_DEFL_DATA, 8],
    ['FLASH_DEFL_END', true, opcodes.FLASH_DEFL_END, 1],
    ['FLASH_BEGIN', false, opcodes.FLASH_BEGIN, 1],
    ['FLASH_DATA', false, opcodes.FLASH_DATA, 1],
    ['FLASH_DATA', false, opcodes.FLASH_DATA, 10],
    ['FLASH_END', false, opcodes.FLASH_END, 1],
    ['SPI_FLASH_MD5', true, opcodes.SPI_FLASH_MD5, 1],
  ];
  const dataCommands: readonly number[] = [opcodes.FLASH_DATA, opcodes.FLASH_DEFL_DATA];
  const disturbances: readonly (readonly ['drop' | 'damage', Direction])[] = [
    ['damage', 'host'],
    ['drop', 'host'],
    ['damage', 'chip'],
    ['drop', 'chip'],
  ];
  const cases = commands.flatMap(([name, compress, opcode, from]) =>
    disturbances.map(([type, direction]) => [type, direction, name, from, compress, opcode] as const),
  );

  it.each(cases)('%s (%s side, %s %i) is made good', async (type, direction, _, from, compress, opcode) => {
    const setup = setUp('esp32c3', { faults: [frame(type, direction, opcode, from)] });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const [result] = await writeFlash(session, plan([app], { compress }), setup.run);
      expect(result?.outcome).toBe('verified');
      await session.close();
    });
    expect(isWritten(setup)).toBe(true);
    // Only data frames carry a checksum; a bit that flips elsewhere may do no harm, and then nothing is repeated.
    const mustRepeat = type === 'drop' || (direction === 'host' && dataCommands.includes(opcode));
    if (mustRepeat && opcode !== opcodes.SPI_FLASH_MD5) expect(notices(setup)).toContain('block-repeated');
  });

  it('a duplicated answer does not pass for another one’s', async () => {
    const setup = setUp('esp32', { faults: [frame('duplicate', 'chip', opcodes.FLASH_DEFL_DATA, 3)] });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const [result] = await writeFlash(session, plan([app]), setup.run);
      expect(result?.outcome).toBe('verified');
      await session.close();
    });
    expect(isWritten(setup)).toBe(true);
  });

  it('in the ROM loader is made good as well', async () => {
    const small = { ...app, data: app.data.subarray(0, 20_000) };
    for (const [type, direction] of disturbances.filter(([, side]) => side === 'host')) {
      const setup = setUp('esp32c3', { faults: [frame(type, direction, opcodes.FLASH_DATA, 7)] });
      await setup.clock.run(async () => {
        const session = await setup.connect({ useStub: false });
        const [result] = await writeFlash(session, plan([small]), setup.run);
        expect(result?.outcome).toBe('verified');
        await session.close();
      });
      expect(notices(setup)).toContain('block-repeated');
    }
  });
});

describe('a line that is noisy all the time', () => {
  it('ends in the bytes asked for or in an error, never in a success without them', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const faults: readonly Fault[] = [
        { type: 'noise', direction: 'host', probability: 2e-5, seed },
        { type: 'noise', direction: 'chip', probability: 1e-3, seed },
      ];
      const setup = setUp('esp32c3', { faults });
      const succeeded = await setup.clock.run(async () => {
        try {
          const session = await setup.connect();
          const [result] = await writeFlash(session, plan([app]), setup.run);
          await session.close();
          return result?.outcome === 'verified';
        } catch {
          return false;
        }
      });
      if (succeeded) expect(isWritten(setup)).toBe(true);
    }
  });
});

describe('what repeating does not help', () => {
  it('a supply that breaks down is named, where the rate lets the chip say so', async () => {
    const faults = [{ type: 'brown-out', frames: { opcode: 0x11, from: 2, count: 1 } }] as const;
    const setup = setUp('esp32c3', { faults });
    await setup.clock.run(async () => {
      const session = await setup.connect({ baud: 115_200 });
      const error = await failureOf(writeFlash(session, plan([app]), setup.run));
      expect(error.code).toBe('supply-broke-down');
      await session.close();
    });
  });

  const fates: readonly (readonly [string, Fault, ErrorCode])[] = [
    [
      'a chip that goes silent',
      { type: 'silent', frames: { opcode: opcodes.FLASH_DEFL_DATA, from: 4, count: 1 } },
      'no-response',
    ],
    ['a pulled cable', { type: 'unplug', afterBytes: 60_000, backAfterMs: null, name: null }, 'port-lost'],
    ['a stuck bit', { type: 'stuck-bit', offset: 0x1_4000, bit: 0, value: 0 }, 'verify-failed'],
    ['a flash that ignores writes', { type: 'write-protected' }, 'verify-failed'],
  ];
  it.each(fates)('%s ends in its own error', async (_, fault, code) => {
    const setup = setUp('esp32', { faults: [fault] });
    const data = app.data.slice();
    data[0x4000] = 0xff;
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const error = await failureOf(writeFlash(session, plan([{ ...app, data }]), setup.run));
      expect(error.code).toBe(code);
      await session.close();
    });
  });

  it('a chip that resets in the middle is told from one that was written', async () => {
    const reset: Fault = { type: 'reset', frames: { opcode: opcodes.FLASH_DEFL_DATA, from: 4, count: 1 } };
    const setup = setUp('esp32', { faults: [reset] });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const error = await failureOf(writeFlash(session, plan([app]), setup.run));
      expect(error.code).toBe('chip-restarted');
      await session.close();
    });
  });

  it('a flash that does not erase is not called erased', async () => {
    const setup = setUp('esp32', { faults: [{ type: 'erase-refused', offset: 0x1_0000 }] });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      await writeFlash(session, plan([app], { verify: false })).catch(() => undefined);
      const error = await failureOf(eraseRegion(session, { offset: 0x1_0000, sizeBytes: 0x2000 }));
      expect(['erase-failed', 'command-refused']).toContain(error.code);
      await session.close();
    });
  });
});

describe('reading', () => {
  async function readBack(
    faults: readonly Fault[],
    useStub = true,
  ): Promise<readonly [Uint8Array, string[]]> {
    const setup = setUp('esp32c3', { faults });
    const pieces: Uint8Array[] = [];
    await setup.clock.run(async () => {
      const session = await setup.connect({ useStub });
      await writeFlash(session, plan([app], { verify: false }));
      const onBytes = (bytes: Uint8Array): void => void pieces.push(bytes.slice());
      await readFlash(session, { offset: app.offset, sizeBytes: 50_000, onBytes }, setup.run);
      await session.close();
    });
    return [Buffer.concat(pieces), notices(setup)];
  }

  it.each([
    ['a lost packet', frame('drop', 'chip', opcodes.READ_FLASH, 4)],
    ['a lost command', frame('drop', 'host', opcodes.READ_FLASH, 1)],
    ['a lost digest', frame('drop', 'chip', opcodes.READ_FLASH, 15)],
  ])('goes on after %s from the last good byte', async (_, fault) => {
    const [bytes, told] = await readBack([fault]);
    expect(sameBytes(bytes, app.data.subarray(0, 50_000))).toBe(true);
    expect(told).toContain('block-repeated');
  });

  it('of a damaged packet is no success', async () => {
    const setup = setUp('esp32c3', { faults: [frame('damage', 'chip', opcodes.READ_FLASH, 4)] });
    await setup.clock.run(async () => {
      const session = await setup.connect();
      await writeFlash(session, plan([app], { verify: false }));
      const pieces: Uint8Array[] = [];
      const onBytes = (bytes: Uint8Array): void => void pieces.push(bytes.slice());
      const outcome = await readFlash(session, { offset: app.offset, sizeBytes: 50_000, onBytes }).then(
        () => 'read',
        (error: unknown) => toAppError(error).code,
      );
      const same = sameBytes(Buffer.concat(pieces), app.data.subarray(0, 50_000));
      expect(outcome === 'read' ? same : outcome).toBe(outcome === 'read' ? true : 'read-corrupt');
      await session.close();
    });
  });

  it('past the end is refused', async () => {
    const setup = setUp('esp32');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      const reading = readFlash(session, { offset: 0x3f_ff00, sizeBytes: 0x101, onBytes: () => undefined });
      expect((await failureOf(reading)).code).toBe('past-end-of-flash');
      await session.close();
    });
  });
});

describe('cancelling', () => {
  it.each([
    ['identify', 5],
    ['prepare', 60],
    ['write', 400],
    ['write', 1500],
  ])('during %s leaves a session that can be closed (after %i ms)', async (_, afterMs) => {
    const abort = new AbortController();
    const setup = setUp('esp32', {}, abort.signal);
    await setup.clock.run(async () => {
      const session = await setup.connect();
      setup.clock.schedule(afterMs, () => abort.abort());
      const work = async (): Promise<void> => {
        await identify(session, setup.run);
        await writeFlash(session, plan([app]), setup.run);
        await eraseFlash(session, {}, setup.run);
      };
      expect((await failureOf(work())).code).toBe('cancelled');
      await session.close();
      const again = await loaderOnNextConnection(setup);
      expect(again).toBe('stub');
    });
  });

  /** The port is free: somebody else can open it. */
  async function loaderOnNextConnection(setup: ReturnType<typeof setUp>): Promise<string> {
    const transport = new SimulatedTransport({ label: 'sim', clock: setup.clock, find: () => setup.board });
    const request = {
      chip: 'auto',
      baud: 115_200,
      useStub: true,
      before: 'default-reset',
      attempts: 2,
    } as const;
    const session = await connect(transport, request, setup.context);
    await session.close();
    return session.loader;
  }

  it.each(['verify', 'erase', 'read'] as const)('during %s as well', async (stage) => {
    const abort = new AbortController();
    const setup = setUp('esp32', {}, abort.signal);
    await setup.clock.run(async () => {
      const session = await setup.connect();
      await writeFlash(session, plan([app]));
      const watching = {
        ...setup.run,
        onProgress: (event: { type: string; stage?: string }): void => {
          if (event.type === 'bytes' && event.stage === stage) setup.clock.schedule(3, () => abort.abort());
        },
      };
      const work = {
        verify: () => writeFlash(session, plan([app], { skipUnchanged: true }), watching),
        erase: () => eraseRegion(session, { offset: 0, sizeBytes: 0x10_0000 }, watching),
        read: () =>
          readFlash(session, { offset: 0, sizeBytes: 0x10_0000, onBytes: () => undefined }, watching),
      };
      expect((await failureOf(work[stage]())).code).toBe('cancelled');
      await session.close();
    });
  });
});
