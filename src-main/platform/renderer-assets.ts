import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A file of the built renderer, ready to be served. */
export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** The file that a URL's path names inside `folder`; null where it names none or climbs out. */
export function resolveAssetPath(folder: string, urlPath: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  // Backslashes and colons are separators and drives on Windows, and in no name that the build makes.
  if (/[\0\\:]/.test(decoded)) return null;
  const segments = decoded.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment === '..' || segment.startsWith('.'))) return null;
  const file = path.join(folder, ...(segments.length === 0 ? ['index.html'] : segments));
  return contentTypes[path.extname(file)] === undefined ? null : file;
}

/** Reads what a URL's path names; null for everything that is not a file of the renderer. */
export async function readAsset(folder: string, urlPath: string): Promise<Asset | null> {
  const file = resolveAssetPath(folder, urlPath);
  return file === null ? null : readAssetFile(file);
}

/** Null where it cannot be read. */
export async function readAssetFile(file: string): Promise<Asset | null> {
  try {
    const bytes = await readFile(file);
    return { bytes, contentType: contentTypes[path.extname(file)] ?? 'application/octet-stream' };
  } catch {
    return null;
  }
}

/** `connectSources`: where the page may connect to besides its own origin. */
export function contentSecurityPolicy(connectSources: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...connectSources].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers that go with every asset, whichever host serves it. */
export function assetHeaders(asset: Asset, connectSources: readonly string[] = []): Record<string, string> {
  return {
    'content-type': asset.contentType,
    'content-security-policy': contentSecurityPolicy(connectSources),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}
