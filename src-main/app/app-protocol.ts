import { protocol, type Session } from 'electron';
import { assetHeaders, contentSecurityPolicy, readAsset } from '../platform/renderer-assets';

const scheme = 'kiln';
const host = 'app';

/** Where the window's page comes from: a real origin, unlike file:, so that `self` in its policy means something. */
export const appOrigin = `${scheme}://${host}`;

/** Must be called before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer, and nothing outside its folder, as `kiln://app/…`. */
export function serveApp(session: Session, rendererFolder: string): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const asset =
      url.host === host && request.method === 'GET' ? await readAsset(rendererFolder, url.pathname) : null;
    if (asset === null)
      return new Response('not found', {
        status: 404,
        headers: { 'content-type': 'text/plain', 'content-security-policy': contentSecurityPolicy() },
      });
    return new Response(asset.bytes, { headers: assetHeaders(asset) });
  });
}
