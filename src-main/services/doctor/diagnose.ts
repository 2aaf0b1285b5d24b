import { toAppError, type AppError } from '../../../src-shared/errors/app-error';
import type { BoardInfo } from '../../../src-shared/model/board';
import type { Diagnosis } from '../../../src-shared/model/diagnosis';
import type { RunOptions } from '../../engine/engine-context';
import type { ChipSession } from '../../engine/loader/chip-session';
import { connect } from '../../engine/loader/connect';
import { LineProbe } from '../../engine/loader/line-probe';
import { romBaud } from '../../engine/loader/rom-baud';
import { classifyBootText } from '../../engine/operations/classify-boot-text';
import { identify } from '../../engine/operations/identify';
import { CaseNotes, type Finding, type Patient } from './examination';
import { refusedPort } from './refused-port';
import {
  fewestBytes,
  isReadable,
  isRomText,
  otherRates,
  readTrouble,
  romRate,
  saysDownload,
} from './what-was-heard';

/** Into the loader: what it says, it says at once. */
const downloadListenMs = 400;
const syncs = 4;
/** A loop comes round a few times in this; a bootloader has said its part. */
const runListenMs = 3_000;
const rateListenMs = 600;
/** Rounds over all ways of resetting, once the first look has told what it can. */
const connectAttempts = 1;

/** What a look before any loader was asked for brought. */
interface FirstLook {
  readonly answered: boolean;
  readonly echoes: number;
  readonly received: Uint8Array;
}

/**
 * Finds out why a board does not answer, or that it does: exactly one cause. Takes up to about twenty-five seconds by the clock;
 * the port is closed afterwards and the board left running where it has reset lines. Throws `cancelled`, `port-url-invalid` and
 * what is no ailment of board, cable or port.
 */
export async function diagnose(patient: Patient, run: RunOptions = {}): Promise<Diagnosis> {
  const notes = new CaseNotes(patient.port);
  run.onProgress?.({ type: 'stage', stage: 'connect' });
  try {
    return notes.diagnosis(await examine(patient, notes, run));
  } catch (thrown) {
    return notes.diagnosis(await refusedPort(toAppError(thrown), patient, notes));
  }
}

async function examine(patient: Patient, notes: CaseNotes, run: RunOptions): Promise<Finding> {
  const first = await firstLook(patient, notes, run);
  const met = await meetBoard(patient, notes, run);
  if (met.board !== null) return answering(met.board, await bootTextOf(patient, notes, run));
  const known = await fromFailure(met.error, first, patient, notes, run);
  return known ?? whyDeaf(first, patient, notes, run);
}

/** Looks at the open port, and closes it whatever happens. */
async function withProbe<T>(
  { openTransport, context }: Patient,
  run: RunOptions,
  look: (probe: LineProbe) => Promise<T>,
): Promise<T> {
  const probe = await LineProbe.open(openTransport(), context, run);
  try {
    return await look(probe);
  } finally {
    await probe.close();
  }
}

/** Opens the port, brings the chip into its loader in the usual way and calls it a few times. */
function firstLook(patient: Patient, notes: CaseNotes, run: RunOptions): Promise<FirstLook> {
  return withProbe(patient, run, async (probe) => {
    notes.note('port-opened', { port: patient.port });
    if (!probe.transport.features.lines) notes.note('no-reset-lines', { port: patient.port });
    const received = [
      await probe.listen({ baud: romRate, reset: 'download', listenMs: downloadListenMs }, run),
    ];
    let echoes = 0;
    let answered = false;
    for (let count = 0; count < syncs && !answered; count++) {
      const trial = await probe.sync(romRate, run);
      received.push(trial.received);
      if (trial.echoed) echoes++;
      answered = trial.answered !== null;
    }
    notes.note(answered ? 'sync-answered' : 'sync-silent', { count: syncs });
    if (echoes > 0) notes.note('echo-heard', { count: echoes });
    return { answered, echoes, received: Buffer.concat(received) };
  });
}

type Meeting =
  { readonly board: BoardInfo; readonly error: null } | { readonly board: null; readonly error: AppError };

/** As any job would: every way of resetting, and whatever the chip tells of itself. */
async function meetBoard(patient: Patient, notes: CaseNotes, run: RunOptions): Promise<Meeting> {
  const { expectedChip: chip, context } = patient;
  let session: ChipSession | null = null;
  try {
    session = await connect(
      patient.openTransport(),
      { chip, baud: romBaud, useStub: false, before: 'default-reset', attempts: connectAttempts },
      context,
      { signal: run.signal },
    );
    notes.note('chip-found', { chip: session.chip.name });
    const board = await identify(session, { signal: run.signal });
    notes.met(board);
    return { board, error: null };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled') throw error;
    return { board: null, error };
  } finally {
    await session?.close();
  }
}

/** The link is good: what else may be wrong with the board. */
function answering({ security, flash }: BoardInfo, boot: Uint8Array): Finding {
  const locks = [
    security?.secureBoot && 'secure boot',
    security?.flashEncryption && 'flash encryption',
    security?.secureDownloadMode && 'secure download mode',
  ].filter((lock) => typeof lock === 'string');
  if (locks.length > 0) return { cause: 'secured', context: { detail: locks.join(', ') } };
  if (flash === null) return { cause: 'flash-missing', context: { id: '—' } };
  const verdict = classifyBootText(Buffer.from(boot).toString('latin1'));
  return { cause: verdict === 'brown-out' || verdict === 'boot-loop' ? verdict : 'healthy' };
}

/** What the running board says, at the rate that makes text of it. Also leaves the board running what it has. */
async function bootTextOf(patient: Patient, notes: CaseNotes, run: RunOptions): Promise<Uint8Array> {
  const boot = await listenToBoot(patient, notes, run);
  if (boot.length < fewestBytes || isReadable(boot) || isRomText(boot)) return boot;
  return (await findRate(patient, notes, run))?.text ?? boot;
}

/** What the failure itself says; null where the board has to be listened to. */
async function fromFailure(
  error: AppError,
  first: FirstLook,
  patient: Patient,
  notes: CaseNotes,
  run: RunOptions,
): Promise<Finding | null> {
  const { expected = '', actual = '' } = error.context;
  switch (error.code) {
    case 'chip-mismatch':
      await listenToBoot(patient, notes, run);
      return { cause: 'wrong-chip', context: { expected, actual } };
    case 'connect-download-disabled':
      notes.note('download-disabled');
      await listenToBoot(patient, notes, run);
      return { cause: 'secured', context: { detail: 'download mode is disabled' } };
    case 'supply-broke-down':
      return { cause: 'brown-out' };
    case 'connect-echo':
      return { cause: 'echo' };
    case 'connect-silent':
    case 'connect-garbage':
    case 'connect-normal-boot':
    case 'connect-tx-not-wired':
      return first.echoes > 0 && !saysDownload(first.received) && first.received.length < fewestBytes
        ? { cause: 'echo' }
        : null;
    case 'no-response':
    case 'bad-response':
    case 'chip-restarted':
      // It answered and does no more: what it says then tells why.
      return null;
    default:
      throw error;
  }
}

async function whyDeaf(
  first: FirstLook,
  patient: Patient,
  notes: CaseNotes,
  run: RunOptions,
): Promise<Finding> {
  if (saysDownload(first.received)) {
    notes.note('download-waiting');
    notes.heard(first.received);
    await listenToBoot(patient, notes, run, false);
    return { cause: 'tx-not-wired' };
  }
  const boot = await listenToBoot(patient, notes, run);
  const all = Buffer.concat([first.received, boot]);
  if (all.length < fewestBytes) return { cause: 'silent' };
  if (isReadable(boot) || isRomText(boot)) return readTrouble(boot, romRate);
  const found = await findRate(patient, notes, run);
  if (found === null) return { cause: 'noise' };
  if (!saysDownload(found.downloadText)) return readTrouble(found.text, found.baud);
  notes.note('download-waiting');
  const trouble = readTrouble(found.text, found.baud);
  return trouble.cause === 'normal-boot' ? { cause: 'tx-not-wired' } : trouble;
}

/** Resets the board into its firmware and listens at the usual rate; the board goes on running. */
function listenToBoot(
  patient: Patient,
  notes: CaseNotes,
  run: RunOptions,
  isToldBest = true,
): Promise<Uint8Array> {
  return withProbe(patient, run, async (probe) => {
    const boot = await probe.listen({ baud: romRate, reset: 'run', listenMs: runListenMs }, run);
    if (boot.length === 0) notes.note('no-bytes', { seconds: runListenMs / 1000 });
    else notes.note('bytes-read', { count: boot.length, baud: romRate });
    if (isRomText(boot)) notes.note('boot-text');
    if (isToldBest && boot.length > 0) notes.heard(boot);
    return boot;
  });
}

interface ReadableRate {
  readonly baud: number;
  readonly text: Uint8Array;
  /** What it says at that rate when it is reset into its loader. */
  readonly downloadText: Uint8Array;
}

/** Listens at the other rates until one gives text. The board is left running. */
function findRate(patient: Patient, notes: CaseNotes, run: RunOptions): Promise<ReadableRate | null> {
  return withProbe(patient, run, async (probe) => {
    if (!probe.transport.features.baud) return null;
    for (const baud of otherRates) {
      const first = await probe.listen({ baud, reset: 'run', listenMs: rateListenMs }, run);
      if (!isReadable(first)) continue;
      notes.note('rate-readable', { baud });
      const downloadText = await probe.listen({ baud, reset: 'download', listenMs: downloadListenMs }, run);
      // Long enough for a loop to come round.
      const text = await probe.listen({ baud, reset: 'run', listenMs: runListenMs }, run);
      notes.heard(text);
      return { baud, text, downloadText };
    }
    notes.note('rates-tried', { count: otherRates.length });
    return null;
  });
}
