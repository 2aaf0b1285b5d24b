import { describe, expect, it } from 'vitest';
import { writeFlash } from '../../src-main/engine/operations/write-flash';
import { codeLikeBytes } from '../unit/image/build-image';
import { plan, setUp } from './engine-setup';

const app = { name: 'app.bin', offset: 0x1_0000, data: codeLikeBytes(1_000_000, 3) };

describe('the line while writing', () => {
  // Virtual time: a board with an adapter of 1 ms latency and typical NOR times, always the same.
  it.each([
    [115_200, null],
    [460_800, null],
    [921_600, false],
  ] as const)(
    'at %i baud, compress %s, is busy for all but a twentieth of the time',
    async (baud, compress) => {
      const setup = setUp('esp32c3');
      await setup.clock.run(async () => {
        const session = await setup.connect({ baud });
        let sentBytes = 0;
        const write = session.transport.write.bind(session.transport);
        session.transport.write = (bytes) => {
          sentBytes += bytes.length;
          return write(bytes);
        };
        const startedAt = setup.clock.now();
        await writeFlash(session, plan([app], { compress, skipUnchanged: true }), setup.run);
        const lineMs = (sentBytes * 10_000) / baud;
        expect((setup.clock.now() - startedAt) / lineMs).toBeLessThan(1.05);
        await session.close();
      });
    },
  );

  it('carries hardly anything for what is there already', async () => {
    const setup = setUp('esp32c3');
    await setup.clock.run(async () => {
      const session = await setup.connect();
      await writeFlash(session, plan([app]));
      const [again] = await writeFlash(session, plan([app], { skipUnchanged: true }));
      expect(again).toMatchObject({ outcome: 'unchanged', wireBytes: 0 });
      await session.close();
    });
  });
});
