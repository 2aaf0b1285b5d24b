import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { OfferableFile } from '../station';

/** For names in ASCII alone, and for all others. @source RFC 6266 */
function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Sends a file as a download. False where it cannot be opened: nothing has been sent then. */
export async function serveDownload(
  { path, suggestedName }: OfferableFile,
  response: ServerResponse,
): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': contentDisposition(suggestedName),
      'content-length': size,
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
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
