import type { ImportedFirmware, ImportOutcome } from '../../src-shared/model/firmware';

/** What came in; throws where the import has asked something instead. */
export function importedFirmware(outcome: ImportOutcome): ImportedFirmware {
  if (outcome.type === 'imported') return outcome.firmware;
  const { about, name } = outcome.question;
  throw new Error(`asked about the ${about} of ${name}`);
}
