import { fillText } from '../../../src-shared/errors/app-error';
import type {
  CrashReport,
  DecodedCoreDump,
  DecodedCrash,
  CoreDumpInfo,
  DecodedFrame,
  SourcePlace,
} from '../../../src-shared/model/crash';
import { en } from '../locales/en';

const words = en.monitor;

/** What has happened, in the board's words and in ours. */
export function crashTitle({ kind, reason, detail }: CrashReport): string {
  const title = words.crashes[kind];
  const what = [reason, detail].filter((text) => text !== null).join(', ');
  if (what === '') return title;
  // Some boards say it in the same words.
  return what.startsWith(title) ? what : fillText(words.crash, { title, what });
}

/** Where it has happened: a line for each function. */
export function crashLines({ elf, match, frames, end }: DecodedCrash): readonly string[] {
  return [
    ...(match === 'other' ? [fillText(words.otherElf, { name: elf.name })] : []),
    ...frameLines(frames, end),
  ];
}

/** The same for each task of a core dump. */
export function coreDumpLines(info: CoreDumpInfo, { elf, match, tasks }: DecodedCoreDump): readonly string[] {
  const lines = match === 'other' ? [fillText(words.otherElf, { name: elf.name })] : [];
  for (const [index, { frames, end }] of tasks.entries()) {
    const task = info.tasks[index];
    const state = task?.crashed === true ? words.taskCrashed : '';
    lines.push(fillText(words.task, { name: task?.name ?? '', state }), ...frameLines(frames, end));
  }
  return lines;
}

function frameLines(frames: readonly DecodedFrame[], end: DecodedCrash['end']): readonly string[] {
  const why = words.ends[end];
  return [...frames.flatMap(linesOfFrame), ...(why === null ? [] : [why])];
}

/** Inlined functions in lines of their own, under the one that they are inlined into. */
function linesOfFrame({ kind, pc, places }: DecodedFrame): readonly string[] {
  const [innermost, ...outer] = places;
  const form = kind === 'possible' ? words.possible : words.frame;
  return [
    fillText(form, { pc: `0x${pc.toString(16).padStart(8, '0')}`, ...placeWords(innermost) }),
    ...outer.map((place) => fillText(words.inlined, placeWords(place))),
  ];
}

function placeWords(place: SourcePlace | undefined): { readonly function: string; readonly place: string } {
  const isKnown = place !== undefined && place.function !== '';
  const { file = '', line = 0 } = place ?? {};
  return {
    function: isKnown ? place.function : words.unknownFunction,
    place: file === '' ? '' : fillText(words.place, { file, line }),
  };
}
