import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { OfferableCopy } from '../services/offerable-file';
import type { Download } from './download-store';

/** For names in ASCII alone, and for all others. @source RFC 6266 */
function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Sends a file as a download. False where it cannot be opened: nothing has been sent then. */
export async function serveDownload(file: Download, response: ServerResponse): Promise<boolean> {
  if ('path' in file) return serveCopy(file, response);
  const bytes = Buffer.from(file.text, 'utf8');
  response.writeHead(200, downloadHeaders(file.suggestedName, bytes.length));
  response.end(bytes);
  return true;
}

function downloadHeaders(name: string, sizeBytes: number): Record<string, string | number> {
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(name),
    'content-length': sizeBytes,
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  };
}

async function serveCopy({ path, suggestedName }: OfferableCopy, response: ServerResponse): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    response.writeHead(200, downloadHeaders(suggestedName, size));
    // A file that grows meanwhile must not get past the length that was announced.
    if (size === 0) response.end();
    else await pipeline(handle.createReadStream({ end: size - 1, autoClose: false }), response);
    return true;
  } catch {
    // The browser has gone away, or the disk has: either way this answer is over.
    response.destroy();
    return true;
  } finally {
    await handle.close();
  }
}
