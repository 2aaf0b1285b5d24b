import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error';
import { format8N1, type LineFormat, type MonitorMark } from '../../../src-shared/model/monitor';
import { sleep } from '../../../src-shared/time/clock';
import { PortKeeper } from '../../../src-main/services/monitor/port-keeper';
import { VirtualClock } from '../../support/virtual-clock';
import { OpenLine } from './open-line';

const format7E1: LineFormat = { dataBits: 7, parity: 'even', stopBits: 1 };

let clock: VirtualClock;
let line: OpenLine;
let marks: MonitorMark[];
let heard: string;

function keeper(changes: { attach?: boolean; format?: LineFormat } = {}): PortKeeper {
  return new PortKeeper({
    port: '/dev/ttyTest',
    transport: line,
    clock,
    baud: 115_200,
    format: format8N1,
    attach: false,
    onData: (bytes) => {
      heard += new TextDecoder().decode(bytes);
    },
    onMark: (mark) => marks.push(mark),
    onChanged: () => undefined,
    ...changes,
  });
}

const types = (): readonly string[] => marks.map(({ type }) => type);
const busy = (): never => {
  throw new AppError('port-busy', { port: 'ttyTest' });
};

beforeEach(() => {
  clock = new VirtualClock();
  line = new OpenLine();
  marks = [];
  heard = '';
});

describe('the lines of a port that is only listened to', () => {
  const opened = async (changes: { attach?: boolean } = {}): Promise<readonly string[]> => {
    // As Linux leaves them.
    line.before = (what) => {
      if (what === 'open') line.lineState = { dtr: true, rts: true };
    };
    await clock.run(() => keeper(changes).open());
    return line.log;
  };

  it('are both released, at once', async () => {
    expect(await opened()).toEqual(['open 115200', 'lines 0 0']);
  });

  it('are not touched where that is not wanted', async () => {
    expect(await opened({ attach: true })).toEqual(['open 115200']);
  });

  it('are not touched where the chip would restart with RTS', async () => {
    line.features = { ...line.features, usb: { vendorId: 0x303a, productId: 0x0002 } };
    expect(await opened()).toEqual(['open 115200']);
  });

  it('keep DTR where the adapter moves RTS by itself', async () => {
    line.features = { ...line.features, usb: { vendorId: 0x10c4, productId: 0xea64 } };
    expect(await opened()).toEqual(['open 115200', 'lines 1 0']);
  });

  it('are left alone where there are none', async () => {
    line.features = { ...line.features, lines: false };
    expect(await opened()).toEqual(['open 115200']);
  });
});

describe('a port that is lent', () => {
  it('is closed before the job begins, and opened when nothing was left open', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      await port.lend('job', 'Flash');
      expect(line.isOpen).toBe(false);
      expect(port.state).toEqual({ type: 'lent', jobId: 'job' });
      expect(() => port.mustBeOpen()).toThrow(new AppError('monitor-not-open', { port: 'ttyTest' }));
      port.giveBack(null);
      await sleep(clock, 0);
      expect(line.isOpen).toBe(true);
      expect(port.state).toEqual({ type: 'open' });
    });
    expect(types()).toEqual(['opened', 'lent', 'returned']);
  });

  it('waits until an opening that is under way has come to its end', async () => {
    line.before = (what) => (what === 'open' ? sleep(clock, 500) : undefined);
    await clock.run(async () => {
      const port = keeper();
      const opened = port.open();
      await sleep(clock, 10);
      await port.lend('job', 'Flash');
      expect(clock.now()).toBe(500);
      expect(line.isOpen).toBe(false);
      await opened;
      expect(port.state.type).toBe('lent');
    });
    expect(types()).toEqual(['lent']);
  });

  it('is looked for no more while the job has it', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      line.before = (what) => (what === 'open' ? busy() : undefined);
      line.lose();
      expect(port.state.type).toBe('away');
      await sleep(clock, 3_000);
      expect(port.state).toMatchObject({ type: 'away', error: { code: 'port-busy' } });
      await port.lend('job', 'Flash');
      let tries = 0;
      line.before = (what) => {
        if (what === 'open') tries += 1;
      };
      await sleep(clock, 10_000);
      expect(tries).toBe(0);
      port.giveBack(null);
      await sleep(clock, 0);
      expect(port.state.type).toBe('open');
    });
    expect(types()).toEqual(['opened', 'lost', 'lent', 'returned']);
  });

  it('comes back with what was kept of the boot, and goes on with what comes next', async () => {
    const left = new OpenLine();
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      await port.lend('job', 'Flash');
      await left.open(115_200);
      const chunks = [new TextEncoder().encode('ESP-')];
      port.giveBack({ transport: left, baud: 115_200, chunks });
      left.say('ROM');
      line.say('nobody hears this');
      expect(heard).toBe('ESP-ROM');
      await port.close();
    });
    expect(left.log).toEqual(['open 115200', 'close']);
  });

  it('takes the rate that was chosen meanwhile, and lets a board go that was held', async () => {
    const left = new OpenLine();
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      await port.lend('job', 'Flash');
      await port.configure(921_600, format8N1);
      left.lineState = { dtr: false, rts: true };
      port.giveBack({ transport: left, baud: 115_200, chunks: [] });
      await sleep(clock, 0);
    });
    expect(left.log).toEqual(['baud 921600', 'lines 0 0']);
  });

  it('is opened anew where its format is another than a job’s', async () => {
    const left = new OpenLine();
    await clock.run(async () => {
      const port = keeper({ format: format7E1 });
      await port.open();
      await port.lend('job', 'Flash');
      await left.open(115_200);
      port.giveBack({ transport: left, baud: 115_200, chunks: [] });
      await sleep(clock, 0);
      expect(port.state.type).toBe('open');
    });
    expect(left.log).toEqual(['open 115200', 'close', 'open 115200']);
    expect(left.format).toEqual(format7E1);
  });

  it('is closed by whoever gives it back to a monitor that is closed', async () => {
    const left = new OpenLine();
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      await port.lend('job', 'Flash');
      await port.close();
      await left.open(115_200);
      port.giveBack({ transport: left, baud: 115_200, chunks: [] });
      await sleep(clock, 0);
    });
    expect(left.isOpen).toBe(false);
    expect(line.isOpen).toBe(false);
  });
});

describe('a device that goes away', () => {
  it('is looked for gently, and its return says how long it took', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      const tries: number[] = [];
      line.before = (what) => {
        if (what !== 'open') return;
        tries.push(clock.now());
        if (clock.now() < 20_000) throw new AppError('port-not-found', { port: 'ttyTest' });
      };
      line.lose();
      expect(port.state).toMatchObject({ type: 'away', error: { code: 'port-lost' } });
      await sleep(clock, 22_000);
      expect(tries[0]).toBe(250);
      const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(250);
      expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
      expect(port.state.type).toBe('open');
      expect(marks.at(-1)).toEqual({ type: 'back', awayMs: Math.round(tries.at(-1) ?? 0) });
    });
  });

  it('in the moment of its first opening is no monitor', async () => {
    line.before = (what) => {
      if (what === 'open') line.lose();
    };
    const port = keeper();
    await clock.run(async () => {
      await expect(port.open()).rejects.toMatchObject({ code: 'port-lost' });
    });
    expect(port.state).toMatchObject({ type: 'failed', error: { code: 'port-lost' } });
    expect(line.isOpen).toBe(false);
  });

  it('is not waited for by a monitor that is closed', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      line.lose();
      await port.close();
      await sleep(clock, 5_000);
    });
    expect(line.log).toEqual(['open 115200']);
  });
});

describe('another format', () => {
  it('closes and opens the port', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      await port.configure(9_600, format7E1);
      expect(port.state.type).toBe('open');
    });
    expect(line.log).toEqual(['open 115200', 'close', 'open 9600']);
    expect(line.format).toEqual(format7E1);
    expect(marks.at(-1)).toEqual({ type: 'baud', baud: 9_600 });
  });

  it('that the port cannot do leaves it as it was', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      let refused = false;
      line.before = (what) => {
        if (what !== 'open' || refused) return;
        refused = true;
        throw new AppError('format-unsupported', { port: 'ttyTest', format: '7E1' });
      };
      await expect(port.configure(9_600, format7E1)).rejects.toMatchObject({ code: 'format-unsupported' });
      await sleep(clock, 0);
      expect(port.state.type).toBe('open');
      expect([port.baud, port.format]).toEqual([115_200, format8N1]);
    });
    expect(line.baud).toBe(115_200);
  });

  it('does not keep a job waiting', async () => {
    await clock.run(async () => {
      const port = keeper();
      await port.open();
      line.before = (what) => (what === 'open' ? sleep(clock, 300) : undefined);
      const configured = port.configure(9_600, format7E1);
      await sleep(clock, 100);
      await port.lend('job', 'Flash');
      await configured;
      expect(clock.now()).toBe(300);
      expect(line.isOpen).toBe(false);
      expect([port.state.type, port.baud]).toEqual(['lent', 9_600]);
    });
  });
});
