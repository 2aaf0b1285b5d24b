import { randomBytes } from 'node:crypto';
import type { OfferableFile } from '../station';

/** More than this many at once are never asked for; the oldest goes. */
const maxDownloads = 64;

export const downloadPathPattern = /^\/download\/([A-Za-z0-9_-]{43})$/;

/**
 * Files that the page may load, each once and under an address that cannot be guessed: a link that the browser follows
 * carries neither origin nor token of its own.
 */
export class DownloadStore {
  /** Oldest first. */
  readonly #files = new Map<string, OfferableFile>();

  /** Answers with the address, relative to the host's. */
  offer(file: OfferableFile): string {
    const token = randomBytes(32).toString('base64url');
    this.#files.set(token, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxDownloads && oldest !== undefined) this.#files.delete(oldest);
    return `/download/${token}`;
  }

  /** The file behind an address, which is worth nothing from then on; null where it is none. */
  take(token: string): OfferableFile | null {
    const file = this.#files.get(token) ?? null;
    this.#files.delete(token);
    return file;
  }
}
