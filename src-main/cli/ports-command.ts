import type { Command } from 'commander';
import { fillText } from '../../src-shared/errors/app-error';
import type { PortInfo } from '../../src-shared/model/port';
import type { CliIo } from './cli-io';
import { en } from './locales/en';

const words = en.ports;

export function addPortsCommand(program: Command, io: CliIo): void {
  program
    .command('ports')
    .description(words.about)
    .action(async () => {
      const ports = await io.listPorts();
      const width = Math.max(...ports.map(({ id }) => id.length), 0);
      for (const port of ports) io.out.write(`${describePort(port, width)}\n`);
      if (ports.length === 0) io.err.write(`${words.none}\n`);
    });
}

function describePort(port: PortInfo, width: number): string {
  const details = [
    port.adapter,
    port.serialNumber === null ? null : fillText(words.serialNumber, { serialNumber: port.serialNumber }),
  ].filter((detail) => detail !== null);
  return fillText(words.line, {
    id: port.id.padEnd(width),
    label: port.label,
    details: details.length === 0 ? '' : fillText(words.details, { details: details.join(', ') }),
  });
}
