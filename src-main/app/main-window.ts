import { BrowserWindow, nativeTheme, screen } from 'electron';
import { appOrigin } from './app-protocol';
import { readWindowState, type WindowState } from './window-state';

export interface MainWindowOptions {
  readonly preloadFile: string;
  readonly stateFile: string;
  readonly iconFile: string;
}

/** Of the page's two themes, so that nothing flashes before it is there. */
const background = { dark: '#121417', light: '#f5f4f1' };

/** Where a window is now, for the next start. */
export function windowStateOf(window: BrowserWindow): WindowState {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
}

/** The one window; shown when its page can be seen. */
export function createMainWindow({ preloadFile, stateFile, iconFile }: MainWindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { bounds, maximized } = readWindowState(stateFile, workAreas);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    ...bounds,
    minWidth: 720,
    minHeight: 520,
    show: false,
    icon: iconFile,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // A job goes on when the window is behind others; its progress should not come in jerks afterwards.
      backgroundThrottling: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${appOrigin}/index.html`);
  return window;
}
