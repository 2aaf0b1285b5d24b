import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src-shared/errors/error-texts';
import { DeadlineTransport } from '../../../src-main/engine/loader/deadline-transport';
import { ScriptedTransport } from '../../support/scripted-transport';
import { VirtualClock } from '../../support/virtual-clock';

const never = (): Promise<void> => new Promise(() => undefined);
const failing = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;

function hanging() {
  const clock = new VirtualClock();
  const inner = new ScriptedTransport({ clock, answer: () => [] });
  return { clock, inner, transport: new DeadlineTransport(inner, clock) };
}

describe('DeadlineTransport', () => {
  it.each([
    ['setBaud', (transport: DeadlineTransport) => transport.setBaud(115_200)],
    ['setLines', (transport: DeadlineTransport) => transport.setLines({ dtr: true })],
    ['discardInput', (transport: DeadlineTransport) => transport.discardInput()],
    ['write', (transport: DeadlineTransport) => transport.write(new Uint8Array(10))],
  ] as const)('fails %s with port-stalled when the driver never comes back', async (name, request) => {
    const { clock, inner, transport } = hanging();
    inner[name] = never;
    await expect(clock.run(() => request(transport))).rejects.toThrow(failing('port-stalled'));
    expect(clock.now()).toBeLessThan(11_000);
  });

  it('gives a large frame the time that it takes on the slowest line', async () => {
    const { clock, inner, transport } = hanging();
    inner.write = never;
    await expect(clock.run(() => transport.write(new Uint8Array(0x4000)))).rejects.toThrow(
      failing('port-stalled'),
    );
    expect(clock.now()).toBeGreaterThan(25_000);
  });

  it('is closed, as far as anybody waits for it, although the driver does not close', async () => {
    const { clock, inner, transport } = hanging();
    inner.close = never;
    await clock.run(() => transport.close());
    expect(clock.now()).toBe(10_000);
  });

  it('passes everything else through as it is', async () => {
    const { clock, inner, transport } = hanging();
    await clock.run(() => transport.open(115_200));
    await clock.run(() => transport.setLines({ dtr: true }));
    expect([transport.label, transport.features, transport.identity]).toEqual([
      'scripted',
      inner.features,
      null,
    ]);
    expect([inner.lines, clock.now()]).toEqual([[{ dtr: true }], 0]);
  });
});
