import { randomBytes } from 'node:crypto';
import type { OfferableCopy, OfferableFile } from '../services/offerable-file';

/** More than this many at once are never asked for; the oldest goes. */
const maxDownloads = 64;

/** What lies behind an address: a file on this computer, or a text. */
export type Download = OfferableCopy | { readonly suggestedName: string; readonly text: string };

export const downloadPathPattern = /^\/download\/([A-Za-z0-9_-]{43})$/;

/**
 * Files that the page may load, each once and under an address that cannot be guessed: a link that the browser follows
 * carries neither origin nor token of its own.
 */
export class DownloadStore {
  /** Oldest first. */
  readonly #files = new Map<string, Download>();

  /** Answers with the address, relative to the host's. Where the browser puts the file is not known. */
  async offer(file: OfferableFile): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const { suggestedName } = file;
    // Made now: a fault is told to who asked, not to the browser that follows the link.
    this.#files.set(token, 'path' in file ? file : { suggestedName, text: await file.textFor(null) });
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxDownloads && oldest !== undefined) this.#files.delete(oldest);
    return `/download/${token}`;
  }

  /** The file behind an address, which is worth nothing from then on; null where it is none. */
  take(token: string): Download | null {
    const file = this.#files.get(token) ?? null;
    this.#files.delete(token);
    return file;
  }
}
