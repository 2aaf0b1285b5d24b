import { AppError } from '../../src-shared/errors/app-error';
import type { PortId, PortInfo } from '../../src-shared/model/port';

/** How people call what speaks each scheme. */
const schemes: Readonly<Record<string, string>> = { 'rfc2217:': 'RFC 2217', 'socket:': 'TCP' };

interface NetworkAddress {
  /** In one spelling, so that the same address is the same port. */
  readonly url: PortId;
  readonly protocol: string;
  /** `bench.local:4000`, `[::1]:4000`. */
  readonly place: string;
}

/** Null for what is no `rfc2217://host:port` or `socket://host:port`. A name or password is refused: it would be shown and saved. */
function parseAddress(text: string): NetworkAddress | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || schemes[url.protocol] === undefined) return null;
  const { hostname, port, pathname, username, password, hash, search, protocol } = url;
  const isBare = ['', '/'].includes(pathname) && username === '' && password === '' && hash === '';
  if (!isBare || search !== '' || hostname === '' || port === '' || port === '0') return null;
  const place = `${hostname.toLowerCase()}:${port}`;
  return { url: `${protocol}//${place}`, protocol, place };
}

function describe({ url, protocol, place }: NetworkAddress): PortInfo {
  return {
    id: url,
    kind: 'network',
    label: `${place} (${schemes[protocol] ?? protocol})`,
    name: place,
    manufacturer: null,
    serialNumber: null,
    usbVendorId: null,
    usbProductId: null,
    adapter: null,
    chip: null,
  };
}

/** The boards behind network addresses, in the order in which they were added. */
export class NetworkPorts {
  #addresses: readonly NetworkAddress[] = [];

  /** Takes them over from settings; what is no address is left out. */
  replace(urls: readonly PortId[]): void {
    this.#addresses = [];
    for (const url of urls) {
      const address = parseAddress(url);
      if (address !== null) this.#remember(address);
    }
  }

  /** One that is there already stays as it is. Throws `port-url-invalid`. */
  add(url: string): PortInfo {
    const address = parseAddress(url);
    if (address === null) throw new AppError('port-url-invalid', { port: url });
    this.#remember(address);
    return describe(address);
  }

  /** False when there is no such port. */
  remove(id: PortId): boolean {
    const kept = this.#addresses.filter(({ url }) => url !== id);
    const removed = kept.length < this.#addresses.length;
    this.#addresses = kept;
    return removed;
  }

  urls(): readonly PortId[] {
    return this.#addresses.map(({ url }) => url);
  }

  list(): readonly PortInfo[] {
    return this.#addresses.map(describe);
  }

  #remember(address: NetworkAddress): void {
    if (!this.#addresses.some(({ url }) => url === address.url))
      this.#addresses = [...this.#addresses, address];
  }
}
