import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import { faultSyntax, parseFault } from '../../simulator/faults/parse-fault';
import { programSyntax } from '../../simulator/programs/program';
import { startSimulation, type Simulation } from '../../simulator/start-simulation';
import type { CliIo } from '../cli-io';
import { gather } from '../gather';
import { en } from '../locales/en';
import { untilInterrupted } from '../until-interrupted';
import { usageError } from '../usage-error';
import { checkBoard, otherFields, parseBoardOption, type BoardRequest } from './parse-board';

const words = en.simulate;

interface SimulateOptions {
  readonly chip?: string;
  readonly flash?: string;
  readonly listen?: string;
  readonly flashFile?: string;
  readonly mac?: string;
  readonly speed?: string;
  readonly fault: readonly string[];
  readonly program: readonly string[];
  readonly board: readonly string[];
  readonly with: readonly string[];
}

export function addSimulateCommand(program: Command, io: CliIo): void {
  program
    .command('simulate')
    .description(words.about)
    .option('--chip <chip>', words.chip)
    .option('--flash <size>', words.flash)
    .option('--listen <address>', words.listen)
    .option('--flash-file <file>', words.flashFile)
    .option('--mac <mac>', words.mac)
    .option('--speed <speed>', words.speed)
    .option('--fault <fault>', words.fault, gather, [])
    .option('--program <program>', words.program, gather, [])
    .option('--with <field>', words.with, gather, [])
    .option('--board <fields>', words.board, gather, [])
    .addHelpText('after', () => longHelp())
    .action((options: SimulateOptions) => simulate(requestedBoards(options), io));
}

/** The fields of `--with`, what the firmware can do, and everything that can go wrong on request. */
function longHelp(): string {
  const forms = [...programSyntax, ...faultSyntax].map(({ form }) => form.length);
  const widest = Math.max(...forms);
  const table = (syntax: typeof faultSyntax): readonly string[] =>
    syntax.map(({ form, meaning }) => `  ${form.padEnd(widest)}  ${meaning}`);
  return [
    '',
    `${words.withFields} ${otherFields.join(', ')}`,
    '',
    words.programForms,
    ...table(programSyntax),
    '',
    words.faultForms,
    ...table(faultSyntax),
    '',
  ].join('\n');
}

function requestedBoards(options: SimulateOptions): readonly BoardRequest[] {
  const { chip, flash, listen, flashFile, mac, speed, fault, program } = options;
  const others = [...options.with, ...program.map((text) => `program=${text}`)];
  const boards = options.board.map(parseBoardOption);
  const single = [chip, flash, listen, flashFile, mac, speed].some((value) => value !== undefined);
  if (single || fault.length + others.length > 0)
    boards.unshift(checkBoard({ chip, flash, listen, flashFile, mac, speed, faults: fault, others }));
  if (boards.length === 0) throw usageError(words.noBoard);
  return boards;
}

/** Runs until Ctrl-C, which is how one stops it and therefore no failure. */
async function simulate(boards: readonly BoardRequest[], io: CliIo): Promise<void> {
  const running: Simulation[] = [];
  try {
    for (const board of boards) {
      const simulation = await start(board, io);
      running.push(simulation);
      const { address } = simulation;
      io.out.write(
        `${fillText(words.listening, { chip: chips[board.chip].name, flash: board.flash, address })}\n`,
      );
    }
    io.out.write(`${words.stopWithCtrlC}\n`);
    await untilInterrupted(io.signal);
  } finally {
    await Promise.all(running.map((simulation) => simulation.close()));
  }
  io.out.write(`${words.stopped}\n`);
}

function start(board: BoardRequest, { clock }: CliIo): Promise<Simulation> {
  const faults = board.faults.map((text) => {
    const fault = parseFault(text);
    if (fault === null) throw usageError(words.unknownFault, { fault: text });
    return fault;
  });
  return startSimulation({
    chip: board.chip,
    flashSizeBytes: board.flashSizeBytes,
    listen: board.listen,
    ...(board.flashFile === null ? {} : { flashFile: board.flashFile }),
    ...(board.mac === null ? {} : { mac: board.mac }),
    faults,
    ...(board.board === undefined ? {} : { board: board.board }),
    timing: board.speed,
    clock,
  });
}
