import { Command, CommanderError } from 'commander';
import { AppError, fillText, toAppError } from '../../src-shared/errors/app-error';
import type { CliIo } from './cli-io';
import { addEsptoolCommand, esptoolCommandNames } from './esptool/esptool-command';
import { exitStatus } from './exit-status';
import { en } from './locales/en';
import { normaliseArguments } from './normalise-arguments';
import { addPortsCommand } from './ports-command';
import { addSimulateCommand } from './simulate/simulate-command';

/** Runs `kiln …` with `argv` being what comes after the program's name. Resolves with the exit status, never rejects. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const program = createProgram(io);
  try {
    const normal = argv[0] === 'esptool' ? normaliseArguments(argv, esptoolCommandNames) : argv;
    await program.parseAsync([...normal], { from: 'user' });
    return exitStatus.ok;
  } catch (error) {
    return report(error, io);
  }
}

function createProgram(io: CliIo): Command {
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
  addSimulateCommand(program, io);
  addEsptoolCommand(program, io);
  return program;
}

/** What happened on one line, what to do on the next. */
function report(thrown: unknown, io: CliIo): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitStatus.ok;
  // A command without its subcommand: its help has been shown.
  if (thrown instanceof CommanderError && thrown.code === 'commander.help') return exitStatus.error;
  const error = thrown instanceof CommanderError ? usageOf(thrown) : toAppError(thrown);
  io.err.write(`${fillText(en.failure, { message: error.message })}\n${error.help}\n`);
  return error.code === 'cancelled' ? exitStatus.cancelled : exitStatus.error;
}

function usageOf({ message }: CommanderError): AppError {
  return new AppError('usage', { reason: message.replace(/^error: /, '') });
}
