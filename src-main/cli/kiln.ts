import os from 'node:os';
import { version } from '../../package.json';
import { AppError } from '../../src-shared/errors/app-error';
import { TransportRegistry } from '../engine/transport/open-transport';
import { inlineCompute } from '../platform/inline-compute';
import { realClock } from '../platform/real-clock';
import { createNativePortLister } from '../services/list-native-ports';
import { describeNativePorts } from '../services/native-ports';
import { SimulatedBench } from '../simulator/board-bench';
import type { ByteInput, CliHost, TextOutput } from './cli-io';
import { exitStatus } from './exit-status';
import { runCli } from './run-cli';

const defaultColumns = 80;

function textOutput(stream: NodeJS.WriteStream): TextOutput {
  // `kiln … | head` closes our end: there is nobody left to tell.
  stream.on('error', () => process.exit(exitStatus.error));
  return {
    get isTerminal() {
      return stream.isTTY;
    },
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.isTTY && stream.columns > 0 ? stream.columns : defaultColumns;
    },
    write(text) {
      stream.write(text);
    },
  };
}

/** Not touched before a command reads it: a stream that nobody reads can keep a program from ending. */
function standardInput(): ByteInput {
  return {
    get isTerminal() {
      return process.stdin.isTTY;
    },
    setRaw(on) {
      if (process.stdin.isTTY) process.stdin.setRawMode(on);
    },
    read(onBytes) {
      const onData = (bytes: Buffer): void => onBytes(bytes);
      // A terminal that is closed: nothing more is typed.
      const onError = (): void => undefined;
      process.stdin.on('error', onError).on('data', onData);
      return () => {
        // A pipe that stays open at its other end would keep the program from ending.
        process.stdin.off('data', onData).destroy();
      };
    },
  };
}

function createTransports(): TransportRegistry {
  const bench = new SimulatedBench({ clock: realClock });
  const transports = new TransportRegistry(realClock);
  transports.register('sim', (url) => bench.open(url));
  return transports;
}

/** The first Ctrl-C stops in good order, the second at once. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(exitStatus.cancelled);
    interrupt.abort(new AppError('cancelled'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return interrupt.signal;
}

function describeHost(): CliHost {
  return {
    environment: process.env,
    workingFolder: process.cwd(),
    homeFolder: os.homedir(),
    platform: process.platform,
    commandLine: process.argv.slice(2),
    description: `${os.type()} ${os.release()} ${process.arch}, Node ${process.versions.node}`,
  };
}

const transports = createTransports();
const listNative = createNativePortLister();

const status = await runCli(process.argv.slice(2), {
  out: textOutput(process.stdout),
  err: textOutput(process.stderr),
  input: standardInput(),
  signal: interruptSignal(),
  clock: realClock,
  wallClock: () => Date.now(),
  compute: inlineCompute,
  version,
  host: describeHost(),
  openTransport: (port) => transports.open(port),
  listPorts: async () => describeNativePorts(await listNative()),
});
process.exitCode = status;
