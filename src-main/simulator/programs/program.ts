import { crashKinds, type CrashKind } from '../../../src-shared/model/crash';

/** Which watchdog ends a program that hangs. */
export const hangEnds = ['interrupt-watchdog', 'task-watchdog', 'watchdog'] as const;
export type HangEnd = (typeof hangEnds)[number];

/** What the firmware of a board does, instead of what is in its flash. The text form is in `parseProgram`. */
export type Program =
  | { readonly type: 'log' }
  | { readonly type: 'numbers'; readonly form: 'pairs' | 'columns' }
  /** Null: as many lines as the line takes. */
  | { readonly type: 'flood'; readonly linesPerSecond: number | null }
  | { readonly type: 'echo' }
  /** `afterMs`: what it logs before. */
  | { readonly type: 'crash'; readonly kind: CrashKind; readonly afterMs: number }
  | { readonly type: 'core-dump' }
  | { readonly type: 'hog' }
  | { readonly type: 'hang'; readonly end: HangEnd }
  /** Somebody else's firmware, with a rate of its own. */
  | { readonly type: 'chatter'; readonly baud: number }
  /** The supply gives way when it starts. */
  | { readonly type: 'brown-out' };

/** The text form, in `sim://…?program=` (as often as wanted: they run side by side) and on the command line. */
export const programSyntax: readonly { readonly form: string; readonly meaning: string }[] = [
  { form: 'log', meaning: 'an app that logs, as ESP-IDF’s do: levels, tags, Wi-Fi, a warning now and then' },
  { form: 'numbers[:columns]', meaning: 'measured values ten times a second: key:value, or in columns' },
  {
    form: 'flood[:LINES]',
    meaning: 'numbered lines: LINES a second, or as many as the line takes',
  },
  { form: 'echo', meaning: 'a console with a prompt: help, heap, restart, crash' },
  {
    form: 'crash[:KIND]',
    meaning: `logs for a second, crashes and starts over; KIND: ${crashKinds.join(', ')}`,
  },
  { form: 'core-dump', meaning: 'the same, and prints a core dump' },
  {
    form: 'hog',
    meaning: 'a task that lets no other run: the task watchdog complains every five seconds',
  },
  {
    form: 'hang[:WATCHDOG]',
    meaning: `says something, then nothing until a watchdog resets it; WATCHDOG: ${hangEnds.join(', ')}`,
  },
];

const loggedBeforeCrashMs = 1000;
const mostLinesPerSecond = 1_000_000;

/** Null where the text is not one of `programSyntax`. */
export function parseProgram(text: string): Program | null {
  const [type = '', argument, ...rest] = text.split(':');
  if (rest.length > 0) return null;
  switch (type) {
    case 'log':
    case 'echo':
    case 'core-dump':
    case 'hog':
      return argument === undefined ? { type } : null;
    case 'numbers':
      if (argument === undefined) return { type, form: 'pairs' };
      return argument === 'columns' ? { type, form: argument } : null;
    case 'flood':
      return flood(argument);
    case 'crash': {
      const kind = crashKinds.find((known) => known === (argument ?? 'exception'));
      return kind === undefined ? null : { type, kind, afterMs: loggedBeforeCrashMs };
    }
    case 'hang': {
      const end = hangEnds.find((known) => known === (argument ?? 'interrupt-watchdog'));
      return end === undefined ? null : { type, end };
    }
    default:
      return null;
  }
}

function flood(argument: string | undefined): Program | null {
  if (argument === undefined) return { type: 'flood', linesPerSecond: null };
  const linesPerSecond = Number(argument);
  const isRate = /^\d+$/.test(argument) && linesPerSecond > 0 && linesPerSecond <= mostLinesPerSecond;
  return isRate ? { type: 'flood', linesPerSecond } : null;
}
