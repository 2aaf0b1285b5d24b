import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../../src-main/cli/run-cli';
import { realClock } from '../../src-main/platform/real-clock';
import { SimulatedBench } from '../../src-main/simulator/board-bench';
import { fakeIo } from '../unit/cli/fake-io';

const url = 'sim://esp32c3?speed=fast';
const demoFolder = join(process.cwd(), 'resources/demo/esp32c3');

it('the demo firmware boots on the simulated board it was written to', async () => {
  const bench = new SimulatedBench({ clock: realClock });
  const fake = fakeIo({ clock: realClock, openTransport: (port) => bench.open(port) });
  const pairs = [
    ...['0x0', join(demoFolder, 'bootloader/bootloader.bin')],
    ...['0x8000', join(demoFolder, 'partition_table/partition-table.bin')],
    ...['0x10000', join(demoFolder, 'kiln-demo.bin')],
  ];
  expect(await runCli(['esptool', '-p', url, 'write-flash', ...pairs], fake.io)).toBe(0);

  // A board that nobody listens to keeps what it has to say.
  let text = '';
  bench.board(url).onText((piece) => {
    text += piece;
  });
  const listening = bench.open(url);
  await listening.open(115_200);
  await expect.poll(() => text).toContain('kiln-demo');
  expect(text).toMatch(/Loaded app from partition at offset 0x10000/);
  expect(text).not.toMatch(/invalid|csum|No bootable/i);
  await listening.close();
});
