import { errorTexts, type ErrorCode } from './error-texts';

export type ErrorContext = Readonly<Record<string, string | number>>;

/** An error as data: what crosses IPC and what a job record keeps. */
export interface WireError {
  readonly code: ErrorCode;
  /** What happened, in English; the renderer prefers its own locale's text for the code. */
  readonly message: string;
  /** What to do next. */
  readonly help: string;
  readonly context: ErrorContext;
  readonly retryable: boolean;
}

export interface AppErrorOptions {
  readonly cause?: unknown;
}

/** The one error type. The text and the help live beside the code in `errorTexts`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, context: ErrorContext = {}, options: AppErrorOptions = {}) {
    super(fillText(errorTexts[code].message, context), { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.context = context;
  }

  get help(): string {
    return fillText(errorTexts[this.code].help, this.context);
  }

  get retryable(): boolean {
    return errorTexts[this.code].retryable;
  }

  toWire(): WireError {
    const { code, message, help, context, retryable } = this;
    return { code, message, help, context, retryable };
  }

  static fromWire(wire: WireError): AppError {
    return new AppError(wire.code, wire.context);
  }

  /** The same error with more context; what it has already is kept. */
  with(context: ErrorContext): AppError {
    return new AppError(this.code, { ...context, ...this.context }, { cause: this.cause ?? this });
  }
}

/** Anything thrown, as an AppError: an abort becomes `cancelled`, the unforeseen `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new AppError('cancelled', {}, { cause: thrown });
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', { reason }, { cause: thrown });
}

/** Adds context to whatever fails inside: `withContext({ stage: 'erase' }, () => …)`. */
export async function withContext<T>(context: ErrorContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error).with(context);
  }
}

/** Replaces each `{name}` by the context's value; one that is missing stays visible as `?`. */
export function fillText(template: string, context: ErrorContext): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(context[name] ?? '?'));
}
