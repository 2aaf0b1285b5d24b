import { app, type Session, type WebContents } from 'electron';
import { appOrigin } from './app-protocol';

/** The page needs no camera, no place, no notification: every permission is refused, asked for or checked. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Nothing but our own page is ever shown: no way out by a link, a script, a new window or a webview. */
function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!event.url.startsWith(`${appOrigin}/`)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    if (!event.url.startsWith(`${appOrigin}/`)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** For every page that is ever made, ours included. */
export function confineEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
}
