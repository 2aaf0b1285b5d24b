import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src-main/cli/run-cli';
import { createSimulatedBoard } from '../../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../../src-main/simulator/simulated-transport';
import type { Fault } from '../../../src-main/simulator/faults/fault';
import { VirtualClock } from '../../support/virtual-clock';
import { fakeIo, type FakeIo } from './fake-io';

async function consult(
  faults: readonly Fault[],
  argv: readonly string[],
): Promise<{ status: number; fake: FakeIo }> {
  const clock = new VirtualClock();
  const board = createSimulatedBoard({ chip: 'esp32c3', flashSizeBytes: 0x40_0000, faults }, { clock });
  const fake = fakeIo({
    clock,
    openTransport: () => new SimulatedTransport({ label: 'sim', clock, find: () => board }),
  });
  // What is on USB here is no business of a test.
  const io = { ...fake.io, host: { ...fake.io.host, platform: 'unknown' } };
  const status = await clock.run(() => runCli(argv, io));
  return { status, fake };
}

describe('kiln doctor', () => {
  it('says that all is well, with status 0', async () => {
    const { status, fake } = await consult([], ['doctor', '--port', 'sim']);
    expect(fake.out()).toContain('Nothing is wrong with this connection.');
    expect(status).toBe(0);
  });

  it('gives cause, steps in order and evidence, and a status that scripts see', async () => {
    const { status, fake } = await consult([{ type: 'deaf' }], ['doctor', '--port', 'sim']);
    expect(fake.out()).toContain('The board does not hear Kiln.');
    expect(fake.out()).toMatch(/ 1\. .+\n {2}2\. /);
    expect(fake.out()).toContain('The chip says that it waits for a download.');
    expect(status).not.toBe(0);
  });

  it('is pointed to by a command that could not connect', async () => {
    const { fake } = await consult([{ type: 'mute' }], ['esptool', '--port', 'sim', 'chip-id']);
    expect(fake.err()).toContain('kiln doctor --port sim');
  });

  it('looks at USB where there is no port', async () => {
    const { status, fake } = await consult([], ['doctor']);
    expect(fake.out()).toContain('No board is on USB.');
    expect(status).not.toBe(0);
  });
});
