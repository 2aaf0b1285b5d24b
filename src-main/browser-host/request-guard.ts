import { createHash, timingSafeEqual } from 'node:crypto';

/** The names under which a loopback server may be asked: any other is a page that had its own name point here. */
export function loopbackHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

export interface RequestHead {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/** Decides who may ask. Assets are for everybody on this computer, everything that does something needs the token. */
export class RequestGuard {
  readonly #tokenDigest: Buffer;
  readonly #hosts: readonly string[];

  constructor(token: string, port: number) {
    this.#tokenDigest = sha256(token);
    this.#hosts = loopbackHosts(port);
  }

  isKnownHost({ host }: RequestHead): boolean {
    return host !== undefined && this.#hosts.includes(host);
  }

  /** A page from the same address as the request goes to; browsers send it with everything that changes something. */
  isOwnOrigin({ host, origin }: RequestHead): boolean {
    return host !== undefined && this.isKnownHost({ host }) && origin === `http://${host}`;
  }

  /** In a time that does not tell how much of it was right. */
  isToken(given: unknown): boolean {
    return typeof given === 'string' && timingSafeEqual(sha256(given), this.#tokenDigest);
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
