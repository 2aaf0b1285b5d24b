import type { Command } from 'commander';
import { fillText } from '../../../src-shared/errors/app-error';
import { chips } from '../../engine/chips/registry';
import { readSecurityDetails, type SecurityDetails } from '../../engine/operations/security-details';
import type { CliIo } from '../cli-io';
import { formatAddress } from '../format-quantities';
import { en } from '../locales/en';
import { readGlobalOptions } from './global-options';
import { withChip } from './with-chip';

const words = en.esptool.security;

export function addSecurityCommand(parent: Command, io: () => CliIo): void {
  parent
    .command('get-security-info')
    .description(en.esptool.getSecurityInfo)
    .action(() =>
      withChip({ global: readGlobalOptions(parent), io: io() }, async ({ session, printer, run }) => {
        const details = await readSecurityDetails(session, run);
        for (const line of securityLines(details)) printer.line(line);
      }),
    );
}

function securityLines(details: SecurityDetails): readonly string[] {
  const { flags, flagNames, flashCryptCount, flashEncryption, keyPurposes, chipId, apiVersion } = details;
  const owner = Object.values(chips).find(
    ({ imageChipId }) => imageChipId !== null && imageChipId === chipId,
  );
  const name = owner === undefined ? '' : fillText(words.name, { name: owner.name });
  return [
    fillText(words.flags, { flags: formatAddress(flags) }),
    ...flagNames.map((flag) => fillText(words.flag, { flag })),
    fillText(words.encryption, { state: flashEncryption ? words.on : words.off }),
    fillText(words.cryptCount, { count: `0x${flashCryptCount.toString(16)}` }),
    ...keyPurposes.map(({ key, code, name: purpose }) =>
      fillText(words.keyPurpose, {
        key,
        code,
        name: purpose === null ? '' : fillText(words.name, { name: purpose }),
      }),
    ),
    ...(chipId === null ? [] : [fillText(words.chipId, { chipId, name })]),
    ...(apiVersion === null ? [] : [fillText(words.apiVersion, { apiVersion })]),
  ];
}
