import type { AppError } from '../../../src-shared/errors/app-error';
import type { CaseNotes, Finding, Patient } from './examination';

/** What opening the port said, made out with the help of the system. Throws what is no ailment of a port: a bad address, a cancel. */
export async function refusedPort(error: AppError, patient: Patient, notes: CaseNotes): Promise<Finding> {
  const { port, system } = patient;
  notes.note('port-refused', { port, reason: error.message });
  switch (error.code) {
    case 'port-permission':
      return { cause: 'no-permission', context: await permissionWords(port, system, notes) };
    case 'port-busy': {
      const holders = (await system.portHolders(port)) ?? [];
      for (const program of holders) notes.note('port-held', { program });
      return { cause: 'busy', context: { program: holders.length > 0 ? holders.join(', ') : '?' } };
    }
    case 'port-not-found':
    case 'port-lost':
    case 'port-open-failed':
    case 'address-unreachable':
      return { cause: 'gone' };
    default:
      throw error;
  }
}

/** The command is to be read out and typed: nothing but names that a system gives goes into it. */
async function permissionWords(
  port: string,
  system: Patient['system'],
  notes: CaseNotes,
): Promise<NonNullable<Finding['context']>> {
  const owner = await system.portOwner(port);
  if (owner === null) return { command: 'sudo usermod -aG dialout $USER' };
  const { group, user, isMember } = owner;
  notes.note(isMember ? 'group-not-in-force' : 'group-missing', { group, user, port });
  return { command: `sudo usermod -aG ${group} ${user}` };
}
