import { InvalidArgumentError, Option, type Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { timestampModes } from '../../../src-shared/model/monitor';
import type { PortId } from '../../../src-shared/model/port';
import type { CliIo } from '../cli-io';
import { choosePorts } from '../esptool/choose-port';
import { choiceOption, parsePositiveInteger } from '../esptool/option-values';
import { gather } from '../gather';
import { en } from '../locales/en';
import { monitorRequest, type MonitorOptions } from './monitor-request';
import { openMonitorServices } from './monitor-services';
import { TerminalMonitor } from './terminal-monitor';

const words = en.monitor;
const defaultBaud = 115_200;
/** A day and a bit more: what a timer takes. */
const mostSeconds = 100_000;

export function addMonitorCommand(program: Command, io: CliIo): void {
  program
    .command('monitor')
    .description(words.about)
    .option('-p, --port <port>', words.port)
    .addOption(
      new Option('-b, --baud <baud>', words.baud).argParser(parsePositiveInteger).default(defaultBaud),
    )
    .option('--elf <file>', words.elf, gather, [])
    .option('--print-filter <filter>', words.printFilter)
    .option('--grep <expression>', words.grep)
    .option('--invert', words.invert)
    .addOption(choiceOption('--timestamps <mode>', words.timestamps, timestampModes))
    .option('--hex', words.hex)
    .option('--raw', words.raw)
    .option('--no-reset', words.noReset)
    .option('--log <file>', words.log)
    .addOption(choiceOption('--dtr <level>', fillText(words.line, { name: 'DTR' }), ['0', '1']))
    .addOption(choiceOption('--rts <level>', fillText(words.line, { name: 'RTS' }), ['0', '1']))
    .addOption(choiceOption('--eol <end>', words.eol, ['cr', 'lf', 'crlf']).default('cr'))
    .addOption(new Option('--exit-after <seconds>', words.exitAfter).argParser(parseSeconds))
    .option('--exit-on <text>', words.exitOn)
    .action((options: MonitorOptions) => monitor(options, io));
}

/** Runs until Ctrl-] or Ctrl-C, which is how one stops it and therefore no failure. */
async function monitor(options: MonitorOptions, io: CliIo): Promise<void> {
  const request = monitorRequest(options);
  const port = await portToOpen(options.port, io);
  const services = await openMonitorServices(io);
  try {
    await new TerminalMonitor({ port, request, io, services }).run();
  } finally {
    await services.close();
  }
}

/** The one asked for, else the likeliest. Throws `port-none-likely`. */
async function portToOpen(port: PortId | undefined, io: CliIo): Promise<PortId> {
  const [likeliest = ''] = await choosePorts({ portFilter: [], ...(port === undefined ? {} : { port }) }, io);
  return likeliest;
}

function parseSeconds(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
  if (seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new InvalidArgumentError(words.badSeconds);
}
