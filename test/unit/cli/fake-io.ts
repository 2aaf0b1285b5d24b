import type { CliIo } from '../../../src-main/cli/cli-io';
import { inlineCompute } from '../../../src-main/platform/inline-compute';
import { AppError } from '../../../src-shared/errors/app-error';
import type { PortInfo } from '../../../src-shared/model/port';
import type { Clock } from '../../../src-shared/time/clock';
import { VirtualClock } from '../../support/virtual-clock';

export interface FakeIo {
  readonly io: CliIo;
  /** What was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Ctrl-C. */
  readonly interrupt: () => void;
  /** At the keyboard, or from another program. */
  readonly type: (text: string) => void;
  /** Keys come one by one, unseen. */
  readonly isRaw: () => boolean;
}

export interface FakeIoOptions {
  readonly isTerminal?: boolean;
  readonly inputIsTerminal?: boolean;
  readonly ports?: readonly PortInfo[];
  readonly clock?: Clock;
  readonly openTransport?: CliIo['openTransport'];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  readonly homeFolder?: string;
}

/** Nothing is there: configuration files of whoever runs the tests stay out of them. */
const nowhere = '/nowhere';

/** Where this computer's clock stands when a test begins. */
const startOfTimeMs = Date.UTC(2026, 10, 21, 20, 0, 0);

/** A terminal, or none, that keeps what it is given. */
export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const written = { out: '', err: '' };
  const stop = new AbortController();
  const input = { listeners: new Set<(bytes: Uint8Array) => void>(), isRaw: false };
  const clock = options.clock ?? new VirtualClock();
  const output = (name: 'out' | 'err') => ({
    isTerminal: options.isTerminal ?? false,
    columns: 80,
    write: (text: string) => {
      written[name] += text;
    },
  });
  return {
    io: {
      out: output('out'),
      err: output('err'),
      input: {
        isTerminal: options.inputIsTerminal ?? false,
        setRaw: (on) => {
          input.isRaw = on;
        },
        read: (onBytes) => {
          input.listeners.add(onBytes);
          return () => input.listeners.delete(onBytes);
        },
      },
      signal: stop.signal,
      clock,
      wallClock: () => startOfTimeMs + clock.now(),
      compute: inlineCompute,
      version: '1.2.3',
      host: {
        environment: options.environment ?? {},
        workingFolder: options.workingFolder ?? nowhere,
        homeFolder: options.homeFolder ?? nowhere,
        platform: 'linux',
        commandLine: ['esptool', '--trace-file', 'my trace.txt'],
        description: 'Test system',
      },
      openTransport:
        options.openTransport ??
        ((port) => {
          throw new AppError('port-not-found', { port });
        }),
      listPorts: async () => options.ports ?? [],
    },
    out: () => written.out,
    err: () => written.err,
    interrupt: () => stop.abort(new AppError('cancelled')),
    type: (text) => input.listeners.forEach((listener) => listener(new TextEncoder().encode(text))),
    isRaw: () => input.isRaw,
  };
}

export function serialPort(id: string, changes: Partial<PortInfo> = {}): PortInfo {
  return {
    id,
    kind: 'serial',
    label: id,
    name: id.split('/').at(-1) ?? id,
    manufacturer: null,
    serialNumber: null,
    usbVendorId: null,
    usbProductId: null,
    adapter: null,
    chip: null,
    ...changes,
  };
}
