import { Command, CommanderError } from 'commander';
import { AppError, fillText, toAppError } from '../../src-shared/errors/app-error';
import type { CliIo } from './cli-io';
import { addEsptoolCommand } from './esptool/esptool-command';
import { addDoctorCommand } from './doctor/doctor-command';
import { exitStatus } from './exit-status';
import { expandArgumentFiles } from './argument-files';
import { en } from './locales/en';
import { addMonitorCommand } from './monitor/monitor-command';
import { normaliseArguments } from './normalise-arguments';
import { addNvsCommand } from './nvs/nvs-command';
import { addPartitionsCommand } from './partitions/partitions-command';
import { addPortsCommand } from './ports-command';
import { addSharePortCommand } from './share-port/share-port-command';
import { addSimulateCommand } from './simulate/simulate-command';

/** Runs `kiln …` with `argv` being what comes after the program's name. Resolves with the exit status, never rejects. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const { program, esptool } = createProgram(io);
  const isEsptool = argv[0] === esptool.name();
  try {
    const normal = isEsptool ? await esptoolArguments(argv, esptool, io) : argv;
    await program.parseAsync([...normal], { from: 'user' });
    return exitStatus.ok;
  } catch (error) {
    const status = report(error, io);
    // esptool knows no status of its own for Ctrl-C. @source Espressif, esptool, v5 migration guide
    return isEsptool && status === exitStatus.cancelled ? exitStatus.error : status;
  }
}

async function esptoolArguments(
  argv: readonly string[],
  esptool: Command,
  { host }: CliIo,
): Promise<readonly string[]> {
  const names = new Set(esptool.commands.map((command) => command.name()));
  return normaliseArguments(await expandArgumentFiles(argv, host.workingFolder), names);
}

/** The whole command line; `esptool` is the part of it that mirrors esptool's. */
export function createProgram(io: CliIo): { readonly program: Command; readonly esptool: Command } {
  const program = new Command('kiln')
    .description(en.about)
    .version(io.version, '-V, --version', en.versionOption)
    .helpOption('-h, --help', en.helpOption)
    .helpCommand('help [command]', en.helpCommand)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: (text) => io.err.write(text),
      getOutHelpWidth: () => io.out.columns,
      getErrHelpWidth: () => io.err.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // What is wrong is told at the end, in our own form.
      outputError: () => undefined,
    });
  addPortsCommand(program, io);
  addMonitorCommand(program, io);
  addSimulateCommand(program, io);
  addSharePortCommand(program, io);
  addDoctorCommand(program, io);
  addPartitionsCommand(program, io);
  addNvsCommand(program, io);
  const esptool = addEsptoolCommand(program, io);
  return { program, esptool };
}

/** What happened on one line, what to do on the next. */
function report(thrown: unknown, io: CliIo): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitStatus.ok;
  // A command without its subcommand: its help has been shown.
  if (thrown instanceof CommanderError && thrown.code === 'commander.help') return exitStatus.error;
  const error = thrown instanceof CommanderError ? usageOf(thrown) : toAppError(thrown);
  io.err.write(`${fillText(en.failure, { message: error.message })}\n${error.help}\n`);
  const { port } = error.context;
  if (error.code.startsWith('connect-') && typeof port === 'string')
    io.err.write(`${fillText(en.doctor.hint, { port })}\n`);
  return error.code === 'cancelled' ? exitStatus.cancelled : exitStatus.error;
}

function usageOf({ message }: CommanderError): AppError {
  return new AppError('usage', { reason: message.replace(/^error: /, '') });
}
