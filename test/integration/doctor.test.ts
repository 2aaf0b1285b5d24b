import { describe, expect, it } from 'vitest';
import { causeTexts, evidenceTexts } from '../../src-shared/doctor/cause-texts';
import { fillText } from '../../src-shared/errors/app-error';
import type { ChipId } from '../../src-shared/model/chip';
import { causes, type Cause, type Diagnosis } from '../../src-shared/model/diagnosis';
import type { PortInfo } from '../../src-shared/model/port';
import { inlineCompute } from '../../src-main/platform/inline-compute';
import { diagnose } from '../../src-main/services/doctor/diagnose';
import { diagnoseAdapters } from '../../src-main/services/doctor/diagnose-adapters';
import { unknownSystem, type SystemProbe, type UsbDevice } from '../../src-main/services/doctor/system-probe';
import type { BoardSpec } from '../../src-main/simulator/board-spec';
import type { Fault } from '../../src-main/simulator/faults/fault';
import { MemoryFlashStore } from '../../src-main/simulator/flash/memory-flash-store';
import { createSimulatedBoard, type SimulatedBoard } from '../../src-main/simulator/simulated-board';
import { SimulatedTransport } from '../../src-main/simulator/simulated-transport';
import { VirtualClock } from '../support/virtual-clock';

const chips: readonly ChipId[] = ['esp8266', 'esp32', 'esp32c3'];
/** What a person at a phone is asked to wait. */
const patienceMs = 40_000;

interface Trouble {
  readonly spec?: Partial<BoardSpec>;
  readonly expectedChip?: ChipId;
  readonly system?: Partial<SystemProbe>;
  /** Chips that can have it; all where left out. */
  readonly chips?: readonly ChipId[];
  /** Which of the lines reach the board: all, only that to EN, or none. */
  readonly lines?: 'all' | 'reset' | 'none';
}

const fault = (each: Fault): Trouble => ({ spec: { faults: [each] } });

/** Everything that can be wrong between a port and a chip, one way each. */
const troubles: Readonly<Record<Exclude<Cause, 'no-adapter' | 'no-driver'>, Trouble>> = {
  healthy: {},
  'no-permission': {
    ...fault({ type: 'permission' }),
    system: { portOwner: async () => ({ group: 'dialout', user: 'ada', isMember: false }) },
  },
  busy: { ...fault({ type: 'busy' }), system: { portHolders: async () => ['minicom'] } },
  gone: fault({ type: 'gone' }),
  silent: fault({ type: 'mute' }),
  'wrong-rate': {
    spec: { faults: [{ type: 'chatter', baud: 9_600 }] },
    lines: 'none',
  },
  'wrong-crystal': {
    spec: { faults: [{ type: 'crystal', mhz: 26 }, { type: 'deaf' }] },
    chips: ['esp32', 'esp32c3'],
  },
  noise: { spec: { faults: [{ type: 'noise', direction: 'chip', probability: 0.9, seed: 7 }] } },
  echo: fault({ type: 'echo' }),
  'normal-boot': { lines: 'reset' },
  'tx-not-wired': fault({ type: 'deaf' }),
  'brown-out': fault({ type: 'brown-out-boot' }),
  'boot-loop': fault({ type: 'boot-loop' }),
  'wrong-chip': { expectedChip: 'esp32s3' },
  secured: { spec: { security: { secureBoot: true, flashEncryption: true } }, chips: ['esp32', 'esp32c3'] },
  'flash-missing': fault({ type: 'flash-missing' }),
};

interface Visit {
  readonly board: SimulatedBoard;
  readonly diagnosis: Diagnosis;
  readonly durationMs: number;
}

async function visit(chip: ChipId, trouble: Trouble): Promise<Visit> {
  const clock = new VirtualClock();
  const flash = new MemoryFlashStore(0x40_0000);
  const board = createSimulatedBoard({ chip, flashSizeBytes: 0x40_0000, flash, ...trouble.spec }, { clock });
  const context = { clock, compute: inlineCompute, trace: () => undefined };
  const diagnosis = await clock.run(() =>
    diagnose({
      port: 'sim',
      openTransport: () => {
        const transport = new SimulatedTransport({ label: 'sim', clock, find: () => board });
        const set = transport.setLines.bind(transport);
        if (trouble.lines === 'reset') transport.setLines = (lines) => set({ ...lines, dtr: false });
        if (trouble.lines === 'none') transport.setLines = () => Promise.resolve();
        return transport;
      },
      expectedChip: trouble.expectedChip ?? 'auto',
      context,
      system: { ...unknownSystem, ...trouble.system },
    }),
  );
  return { board, diagnosis, durationMs: clock.now() };
}

describe('the connection doctor', () => {
  const rows: string[] = [];

  it.each(Object.entries(troubles))('finds %s, and nothing else', async (cause, trouble) => {
    for (const chip of trouble.chips ?? chips) {
      const { board, diagnosis, durationMs } = await visit(chip, trouble);
      const evidence = diagnosis.evidence.map(({ code }) => code).join(', ');
      rows.push(
        `${cause.padEnd(15)}${chip.padEnd(9)}${(durationMs / 1000).toFixed(1).padStart(5)} s  ${evidence}`,
      );
      expect(diagnosis.cause, `${chip}: ${evidence}\n${diagnosis.bootText}`).toBe(cause);
      expect(diagnosis.evidence.length).toBeGreaterThan(0);
      expect(durationMs).toBeLessThan(patienceMs);
      // The words have all that they need.
      const words = causeTexts[diagnosis.cause];
      for (const text of [words.title, words.explanation, ...words.steps])
        expect(fillText(text, diagnosis.context)).not.toMatch(/\{|\}/);
      for (const { code, context } of diagnosis.evidence)
        expect(fillText(evidenceTexts[code] ?? `{no words for ${code}}`, context)).not.toMatch(/\{|\}/);
      // The port is free again.
      if (cause !== 'busy' && cause !== 'gone' && cause !== 'no-permission')
        board.attach({ label: 'sim', baud: 115_200, lines: true, ownBaud: true }).close();
    }
  });

  it('prints what it went by', () => {
    console.log(rows.join('\n'));
    expect(rows.length).toBeGreaterThan(0);
  });

  it('names the program that holds the port, and the command that gives the right to open it', async () => {
    const busy = await visit('esp32', troubles.busy);
    expect(busy.diagnosis.context).toEqual({ program: 'minicom' });
    const locked = await visit('esp32', troubles['no-permission']);
    expect(locked.diagnosis.context).toEqual({ command: 'sudo usermod -aG dialout ada' });
  });

  it('takes an ESP8266 that talks at 74880 baud for what it is', async () => {
    const { diagnosis } = await visit('esp8266', { spec: { crystalMhz: 26 }, lines: 'reset' });
    expect(diagnosis.cause).toBe('normal-boot');
  });

  it('stops when it is told to', async () => {
    const clock = new VirtualClock();
    const board = createSimulatedBoard(
      { chip: 'esp32', flashSizeBytes: 0x40_0000, faults: [{ type: 'mute' }] },
      { clock },
    );
    const abort = new AbortController();
    clock.schedule(2_000, () => abort.abort());
    const work = clock.run(() =>
      diagnose(
        {
          port: 'sim',
          openTransport: () => new SimulatedTransport({ label: 'sim', clock, find: () => board }),
          expectedChip: 'auto',
          context: { clock, compute: inlineCompute, trace: () => undefined },
          system: unknownSystem,
        },
        { signal: abort.signal },
      ),
    );
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    board.attach({ label: 'sim', baud: 115_200, lines: true, ownBaud: true }).close();
  });
});

describe('the doctor without a port', () => {
  const cp210x: UsbDevice = { vendorId: 0x10c4, productId: 0xea60, product: 'CP2102N', hasPort: true };
  const keyboard: UsbDevice = { vendorId: 0x046d, productId: 0xc31c, product: 'Keyboard', hasPort: false };
  const port: PortInfo = {
    id: '/dev/ttyUSB0',
    kind: 'serial',
    label: 'CP210x USB to UART bridge',
    name: 'ttyUSB0',
    manufacturer: null,
    serialNumber: null,
    usbVendorId: 0x10c4,
    usbProductId: 0xea60,
    adapter: 'CP210x',
    chip: null,
  };
  const found = async (
    ports: readonly PortInfo[],
    devices: readonly UsbDevice[] | null,
  ): Promise<Diagnosis> => diagnoseAdapters(ports, { usbDevices: async () => devices });

  it('finds that nothing is plugged in', async () => {
    expect(await found([], [keyboard])).toMatchObject({ cause: 'no-adapter' });
    expect(await found([], null)).toMatchObject({ cause: 'no-adapter' });
  });

  it('finds an adapter without a driver, and names it', async () => {
    const { cause, context } = await found([], [keyboard, { ...cp210x, hasPort: false }]);
    expect(cause).toBe('no-driver');
    expect(context).toEqual({ adapter: 'CP210x USB to UART bridge', ids: '10c4:ea60' });
  });

  it('finds nothing wrong where the adapter has its port', async () => {
    expect(await found([port], [keyboard, cp210x])).toMatchObject({ cause: 'healthy' });
  });
});

it('has words for every cause, and a trouble for every cause to be found by', () => {
  const provoked = new Set([...Object.keys(troubles), 'no-adapter', 'no-driver']);
  expect([...causes].filter((cause) => !provoked.has(cause))).toEqual([]);
  expect(Object.keys(causeTexts).toSorted()).toEqual([...causes].toSorted());
});
