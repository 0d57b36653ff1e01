import { BrowserWindow, type IpcMainInvokeEvent, type Session } from 'electron';
import { RENDERER_ORIGIN } from './rendererProtocol.ts';

/** The terminal's window. Its page has no Node, cannot leave its origin, open windows or get any permission. */
export function openTerminalWindow(preloadPath: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  denyPermissions(webContents.session);
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Whether a message comes from the top frame of `window`, showing our own page. */
export function isFromOurPage(window: BrowserWindow, event: IpcMainInvokeEvent): boolean {
  const { mainFrame } = window.webContents;
  return event.senderFrame === mainFrame && mainFrame.origin === RENDERER_ORIGIN;
}

/** Hears that the page of `window` is no more: it is loaded anew, or its process has ended. */
export function onPageGone(window: BrowserWindow, listener: () => void): void {
  const { webContents } = window;
  webContents.on('render-process-gone', () => listener());
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) {
      listener();
    }
  });
}

function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
