import { parseArgs } from 'node:util';

export interface BrowserHostArguments {
  /** 0: a free one. */
  readonly port: number;
  readonly userData: string | null;
}

/** Throws an Error whose message is for the person who typed them. */
export function parseBrowserHostArguments(argv: readonly string[]): BrowserHostArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: { port: { type: 'string', default: '0' }, 'user-data-dir': { type: 'string' } },
  });
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
  if (!(port <= 65_535)) throw new Error(`--port takes a number up to 65535, not “${values.port}”`);
  return { port, userData: values['user-data-dir'] ?? null };
}
