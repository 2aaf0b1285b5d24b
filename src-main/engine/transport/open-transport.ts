import { AppError } from '../../../src-shared/errors/app-error';
import type { Clock } from '../../../src-shared/time/clock';
import { Rfc2217Transport } from './rfc2217-transport';
import { SerialTransport } from './serial-transport';
import { TcpTransport } from './tcp-transport';
import type { Transport } from './transport';

/** Makes a transport of a whole URL; `port-url-invalid` for one that it cannot read. */
export type TransportFactory = (url: string) => Transport;

const schemePattern = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * Which transport an address means. Native paths (`/dev/ttyUSB0`, `COM7`) and `socket://host:port` are known from the start,
 * `rfc2217://host:port` too where there is a clock to wait by; whoever puts the program together registers the others.
 */
export class TransportRegistry {
  readonly #factories = new Map<string, TransportFactory>([['socket', tcpTransport]]);

  constructor(clock?: Clock) {
    if (clock) this.register('rfc2217', (url) => new Rfc2217Transport(url, clock));
  }

  /** `scheme` without `://`. The last one registered counts. */
  register(scheme: string, factory: TransportFactory): void {
    this.#factories.set(scheme.toLowerCase(), factory);
  }

  /** The transport of `url`, not yet opened. `port-url-invalid` for a scheme that nobody has registered. */
  open(url: string): Transport {
    if (url.trim() === '') throw invalid(url);
    const scheme = schemePattern.exec(url)?.[1];
    if (scheme === undefined) return new SerialTransport(url);
    const factory = this.#factories.get(scheme.toLowerCase());
    if (factory === undefined) throw invalid(url);
    return factory(url);
  }
}

function tcpTransport(url: string): Transport {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const port = Number(parsed?.port);
  if (parsed === null || parsed.hostname === '' || !(port > 0)) throw invalid(url);
  // An IPv6 address stands in brackets only within a URL.
  return new TcpTransport(parsed.hostname.replace(/^\[|\]$/g, ''), port);
}

function invalid(url: string): AppError {
  return new AppError('port-url-invalid', { port: url });
}
