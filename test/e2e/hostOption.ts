/** By which host the terminal under test is shown. */
export interface HostOption {
  readonly host: 'browser' | 'electron';
}

/**
 * The tag of tests that need the browser host: of a page that outlives its host, of a browser's own files, or of a window's
 * size. All others also run on Electron, where it is there.
 */
export const BROWSER_HOST_ONLY = '@browserHostOnly';
