import { AppError, fillText, type ErrorContext } from '../../src-shared/errors/app-error';

/** The command line cannot be carried out as it stands; `words` come from the locale. */
export function usageError(words: string, context: ErrorContext = {}): AppError {
  return new AppError('usage', { reason: fillText(words, context) });
}
