import { RE2JS } from 're2js';
import { AppError } from '../errors/app-error';
import type { TextQuery } from '../model/monitor';

/** Where a query is found in a text, in UTF-16 units. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
}

export interface CompiledQuery {
  test(text: string): boolean;
  /** All of them from left to right; empty matches are left out. */
  matches(text: string): readonly TextMatch[];
}

/** Throws `pattern-invalid`. The time that a match takes grows with the text only: RE2 has no backtracking. */
export function compileQuery({ text, mode, caseSensitive }: TextQuery): CompiledQuery {
  const pattern = mode === 'regex' ? text : RE2JS.quote(text);
  const compiled = compile(pattern, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return {
    test: (line) => compiled.test(line),
    matches: (line) => {
      const found: TextMatch[] = [];
      const matcher = compiled.matcher(line);
      while (matcher.find())
        if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
      return found;
    },
  };
}

function compile(pattern: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // How the library spells its flag: nobody has typed it.
    throw new AppError('pattern-invalid', { reason: reason.replace('(?i)', '') });
  }
}
