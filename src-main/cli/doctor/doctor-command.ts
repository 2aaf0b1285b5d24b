import { Option, type Command } from 'commander';
import { causeTexts, evidenceTexts } from '../../../src-shared/doctor/cause-texts';
import { AppError, fillText, toAppError } from '../../../src-shared/errors/app-error';
import type { ChipId } from '../../../src-shared/model/chip';
import type { Diagnosis } from '../../../src-shared/model/diagnosis';
import { diagnose } from '../../services/doctor/diagnose';
import { diagnoseAdapters } from '../../services/doctor/diagnose-adapters';
import { nativeProbe, usbPairsOf } from '../../services/doctor/native-probe';
import type { CliIo } from '../cli-io';
import { choosePorts } from '../esptool/choose-port';
import { chipChoices, choiceOption } from '../esptool/option-values';
import { en } from '../locales/en';

const words = en.doctor;

interface DoctorOptions {
  readonly port?: string;
  readonly chip: ChipId | 'auto';
}

export function addDoctorCommand(program: Command, io: CliIo): void {
  program
    .command('doctor')
    .description(words.about)
    .addOption(new Option('-p, --port <port>', words.port))
    .addOption(choiceOption('-c, --chip <chip>', words.chip, chipChoices).default('auto'))
    .action((options: DoctorOptions) => consult(options, io));
}

/** Prints the diagnosis. Throws `connection-unwell` where it is not `healthy`, so that scripts see it too. */
async function consult({ port, chip }: DoctorOptions, io: CliIo): Promise<void> {
  const system = nativeProbe(io.host.platform, () => usbPairsOf({ list: () => io.listPorts() }));
  const chosen = await portToLookAt(port, io);
  let diagnosis: Diagnosis;
  if (chosen === null) diagnosis = await diagnoseAdapters(await io.listPorts(), system);
  else {
    io.out.write(`${fillText(words.looking, { port: chosen })}\n`);
    const { clock, compute, signal } = io;
    diagnosis = await diagnose(
      {
        port: chosen,
        openTransport: () => io.openTransport(chosen),
        expectedChip: chip,
        context: { clock, compute, trace: () => undefined },
        system,
      },
      { signal },
    );
  }
  for (const line of diagnosisLines(diagnosis)) io.out.write(`${line}\n`);
  if (diagnosis.cause !== 'healthy') throw new AppError('connection-unwell', { cause: titleOf(diagnosis) });
}

/** The port asked for, else the likeliest one; null where none looks like one with a board. */
async function portToLookAt(port: string | undefined, io: CliIo): Promise<string | null> {
  if (port !== undefined) return port;
  try {
    const [likeliest = null] = await choosePorts({ portFilter: [] }, io);
    return likeliest;
  } catch (error) {
    if (toAppError(error).code === 'port-none-likely') return null;
    throw error;
  }
}

function titleOf({ cause, context }: Diagnosis): string {
  return fillText(causeTexts[cause].title, context);
}

/** Headline, why, what to do, and what it is founded on. */
export function diagnosisLines(diagnosis: Diagnosis): readonly string[] {
  const { cause, context, evidence, bootText } = diagnosis;
  const { explanation, steps } = causeTexts[cause];
  const lines = ['', titleOf(diagnosis), fillText(explanation, context)];
  for (const [index, step] of steps.entries())
    lines.push(fillText(words.step, { number: index + 1, text: fillText(step, context) }));
  if (evidence.length > 0) lines.push('', words.evidence);
  for (const { code, context: filling } of evidence)
    lines.push(fillText(words.evidenceLine, { text: fillText(evidenceTexts[code] ?? code, filling) }));
  const said = bootText.split('\n').filter((line) => line.trim() !== '');
  if (said.length > 0) lines.push('', words.bootText);
  for (const text of said.slice(0, mostBootLines)) lines.push(fillText(words.bootLine, { text }));
  return [...lines, ''];
}

/** A board in a loop says the same for ever. */
const mostBootLines = 20;
