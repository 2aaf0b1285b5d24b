import { beforeEach, describe, expect, it } from 'vitest';
import { sleep } from '../../../src-shared/time/clock';
import type { Transport } from '../../../src-main/engine/transport/transport';
import { PortHandover } from '../../../src-main/services/monitor/port-handover';
import type { ParkedPort } from '../../../src-main/services/monitor/parking-transport';
import { VirtualClock } from '../../support/virtual-clock';
import { OpenLine } from './open-line';

const port = '/dev/ttyTest';

let clock: VirtualClock;
let lines: OpenLine[];
let handover: PortHandover;
let wantedBaud: number | null;

beforeEach(() => {
  clock = new VirtualClock();
  lines = [];
  wantedBaud = 115_200;
  const open = (): Transport => {
    const line = new OpenLine();
    lines.push(line);
    return line;
  };
  handover = new PortHandover({ open }, clock);
});

const lend = (): void => handover.lend(port, () => wantedBaud);
const line = (index = 0): OpenLine => {
  const made = lines[index];
  if (made === undefined) throw new Error('no such line');
  return made;
};
const textOf = (parked: ParkedPort | null): string => Buffer.concat([...(parked?.chunks ?? [])]).toString();

async function reset(transport: Transport): Promise<void> {
  await transport.setLines({ dtr: false, rts: true });
  await transport.setLines({ dtr: false, rts: false });
}

describe('a port that a job closes', () => {
  it('stays open for the monitor that waits, with what came since the reset', async () => {
    lend();
    const job = handover.open(port);
    await job.open(115_200);
    await reset(job);
    line().say('ESP-ROM');
    await job.close();
    line().say(':esp32');
    expect(line().isOpen).toBe(true);
    const parked = handover.end(port);
    expect(parked?.transport).toBe(line());
    expect(textOf(parked)).toBe('ESP-ROM:esp32');
  });

  it('is at the monitor’s rate from then on', async () => {
    lend();
    wantedBaud = 74_880;
    const job = handover.open(port);
    await job.open(115_200);
    await job.close();
    expect(line().log).toEqual(['open 115200', 'baud 74880']);
    expect(handover.end(port)?.baud).toBe(74_880);
  });

  it('is closed where nobody waits for it', async () => {
    lend();
    wantedBaud = null;
    const job = handover.open(port);
    await job.open(115_200);
    await job.close();
    expect(line().isOpen).toBe(false);
    expect(handover.end(port)).toBeNull();
  });

  it('is closed where its driver does not follow the rate', async () => {
    lend();
    wantedBaud = 74_880;
    const job = handover.open(port);
    await job.open(115_200);
    line().before = (what) => (what === 'baud' ? new Promise(() => undefined) : undefined);
    await clock.run(() => job.close());
    expect(line().isOpen).toBe(false);
    expect(handover.end(port)).toBeNull();
  });

  it('is closed and opened anew where the job opens it again', async () => {
    lend();
    const job = handover.open(port);
    await job.open(115_200);
    await reset(job);
    line().say('old');
    await job.close();
    await job.open(115_200);
    expect(line().log).toEqual(['open 115200', 'lines 0 1', 'lines 0 0', 'close', 'open 115200']);
    await job.close();
    expect(textOf(handover.end(port))).toBe('');
  });

  it('is closed where another transport of the same job opens it', async () => {
    lend();
    const first = handover.open(port);
    await first.open(115_200);
    await first.close();
    const second = handover.open(port);
    await second.open(115_200);
    expect(line(0).isOpen).toBe(false);
    await second.close();
    expect(handover.end(port)?.transport).toBe(line(1));
  });

  it('is not handed over where it has gone meanwhile', async () => {
    lend();
    const job = handover.open(port);
    await job.open(115_200);
    await job.close();
    line().lose();
    expect(handover.end(port)).toBeNull();
  });
});

describe('a job that has closed its port', () => {
  it('has its hands off it', async () => {
    lend();
    const job = handover.open(port);
    const heard: Uint8Array[] = [];
    job.onData((bytes) => heard.push(bytes));
    await job.open(115_200);
    await job.close();
    line().say('for the monitor');
    expect(heard).toEqual([]);
    await expect(job.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'port-lost' });
    await expect(job.setLines({ rts: true })).rejects.toMatchObject({ code: 'port-lost' });
    handover.end(port);
    await job.close();
    expect(line().isOpen).toBe(true);
    await expect(job.open(115_200)).rejects.toMatchObject({ code: 'port-busy' });
  });

  it('really closes what it still had after it was given up', async () => {
    lend();
    const job = handover.open(port);
    await job.open(115_200);
    expect(handover.end(port)).toBeNull();
    expect(line().isOpen).toBe(true);
    await job.close();
    expect(line().isOpen).toBe(false);
  });

  it('keeps no port that was given up while its rate was changed', async () => {
    lend();
    wantedBaud = 74_880;
    const job = handover.open(port);
    await job.open(115_200);
    line().before = (what) => (what === 'baud' ? sleep(clock, 100) : undefined);
    await clock.run(async () => {
      const closed = job.close();
      expect(handover.end(port)).toBeNull();
      await closed;
    });
    expect(line().isOpen).toBe(false);
  });
});

describe('a job on a port that is not lent', () => {
  it('has a transport like any other', async () => {
    const job = handover.open(port);
    await job.open(115_200);
    await job.close();
    expect(line().isOpen).toBe(false);
    expect(handover.end(port)).toBeNull();
  });
});
