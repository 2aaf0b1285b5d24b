import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { formatAddress, listen, type NetworkServer } from '../../telnet/listen';
import type { CliIo } from '../cli-io';
import { en } from '../locales/en';
import { untilInterrupted } from '../until-interrupted';
import { usageError } from '../usage-error';
import { isLoopback, parseListen } from './parse-listen';
import { PortShare, type ShareEvent } from './port-share';

const words = en.sharePort;

interface SharePortOptions {
  readonly port: string;
  readonly listen: string;
  readonly allowRemote?: true;
}

export function addSharePortCommand(program: Command, io: CliIo): void {
  program
    .command('share-port')
    .description(words.about)
    .requiredOption('-p, --port <port>', words.port)
    .option('--listen <address>', words.listen, '127.0.0.1:4000')
    .option('--allow-remote', words.allowRemote)
    .action((options: SharePortOptions) => sharePort(options, io));
}

/** Runs until Ctrl-C, which is how one stops it and therefore no failure. */
async function sharePort(options: SharePortOptions, io: CliIo): Promise<void> {
  const at = parseListen(options.listen);
  const isRemote = !isLoopback(at.host);
  if (isRemote && !options.allowRemote) throw usageError(words.remoteRefused, { address: formatAddress(at) });
  const transport = io.openTransport(options.port);
  const onEvent = (event: ShareEvent): void => io.out.write(`${fillText(words[event.type], { ...event })}\n`);
  const share = new PortShare({ transport, clock: io.clock, onEvent });
  let server: NetworkServer | null = null;
  try {
    await share.open(io.signal);
    server = await listen(at, (socket) => share.accept(socket));
    announce(`rfc2217://${formatAddress(server)}`, transport.label, io);
    if (isRemote) io.err.write(`${fillText(words.remoteWarning, { address: formatAddress(server) })}\n`);
    await untilInterrupted(io.signal);
  } finally {
    await server?.close();
    await share.close();
  }
  io.out.write(`${words.stopped}\n`);
}

function announce(address: string, port: string, { out }: CliIo): void {
  out.write(`${fillText(words.sharing, { port, address })}\n`);
  out.write(`${fillText(words.howToUse, { address })}\n${words.stopWithCtrlC}\n`);
}
