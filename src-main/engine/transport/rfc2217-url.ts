import { AppError } from '../../../src-shared/errors/app-error';

export interface Rfc2217Address {
  readonly host: string;
  readonly port: number;
  /** How long the server may take to answer. */
  readonly timeoutMs: number;
  /** Whether to wait until DTR and RTS are confirmed. */
  readonly awaitsControl: boolean;
}

const defaultTimeoutMs = 3_000;

/** Options of other programs that change nothing here. */
const passedOver: ReadonlySet<string> = new Set(['poll_modem', 'logging']);

/**
 * `rfc2217://host:port`, with the options that pyserial's users know: `?ign_set_control` for servers that do not confirm
 * DTR and RTS, `timeout=` in seconds. Throws `port-url-invalid`.
 * @source pyserial's documentation, URL handlers
 */
export function parseRfc2217Url(url: string): Rfc2217Address {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const port = Number(parsed?.port);
  if (parsed === null || parsed.hostname === '' || !(port > 0)) throw invalid(url);
  if (!['', '/'].includes(parsed.pathname)) throw invalid(url);
  let timeoutMs = defaultTimeoutMs;
  let awaitsControl = true;
  for (const [option, value] of parsed.searchParams) {
    if (option === 'ign_set_control') awaitsControl = false;
    else if (option === 'timeout') timeoutMs = Number(value) * 1000;
    else if (!passedOver.has(option)) throw invalid(url);
  }
  if (!(timeoutMs > 0) || !Number.isFinite(timeoutMs)) throw invalid(url);
  // An IPv6 address stands in brackets only within a URL.
  return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port, timeoutMs, awaitsControl };
}

function invalid(url: string): AppError {
  return new AppError('port-url-invalid', { port: url });
}
