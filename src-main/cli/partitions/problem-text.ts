import { AppError, fillText } from '../../../src-shared/errors/app-error';
import type { PartitionProblem } from '../../../src-shared/model/partition-table';
import type { TextOutput } from '../cli-io';
import { enPartitions as words } from '../locales/en-partitions';

/** More than these nobody reads at once. */
const mostNamed = 10;

function problemText({ code, context }: PartitionProblem): string {
  return fillText(words.problems[code], context);
}

/** Prints warnings. Throws `partitions-refused` where something is wrong. */
export function settleProblems(problems: readonly PartitionProblem[], err: TextOutput): void {
  const errors: string[] = [];
  for (const problem of problems) {
    const text = problemText(problem);
    if (problem.severity === 'error') errors.push(text);
    else err.write(`${fillText(words.warning, { text })}\n`);
  }
  if (errors.length === 0) return;
  const left = errors.length > mostNamed ? ['…'] : [];
  throw new AppError('partitions-refused', {
    problems: [...errors.slice(0, mostNamed), ...left].join('; '),
  });
}

/** One line each, warnings too. */
export function problemLines(problems: readonly PartitionProblem[]): readonly string[] {
  return problems.map((problem) =>
    fillText(problem.severity === 'error' ? words.problem : words.warning, { text: problemText(problem) }),
  );
}
