import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What to do where no browser is found; one line. */
export const CHROMIUM_HINT =
  'Chromium is missing: install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) or set CHROMIUM_PATH.';

/** The Chromium or Chrome that the tests drive; throws `CHROMIUM_HINT` where there is none. */
export function chromiumPath(): string {
  const found = findChromium();
  if (found === null) {
    throw new Error(CHROMIUM_HINT);
  }
  return found;
}

/** The first browser that is there: CHROMIUM_PATH, the system's, then Playwright's own download; null for none. */
export function findChromium(): string | null {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') {
    return existsSync(chosen) ? chosen : null;
  }
  return [...systemBrowsers(), ...playwrightBrowsers()].find((path) => existsSync(path)) ?? null;
}

/** Arguments with which Chromium runs as root and without a network. */
export const chromiumArguments: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-first-run',
];

function systemBrowsers(): string[] {
  if (process.platform === 'darwin') {
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ];
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
      (name) => process.env[name] ?? [],
    );
    return roots.flatMap((root) => [
      join(root, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(root, 'Chromium', 'Application', 'chrome.exe'),
    ]);
  }
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ];
}

function playwrightBrowsers(): string[] {
  const places = [
    process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? '',
    join(homedir(), '.cache', 'ms-playwright'),
    join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    join(process.env['LOCALAPPDATA'] ?? homedir(), 'ms-playwright'),
  ];
  return places
    .filter((place) => place !== '' && existsSync(place))
    .flatMap((place) =>
      readdirSync(place)
        .filter((entry) => entry.startsWith('chromium'))
        .flatMap((entry) => browserInside(join(place, entry))),
    );
}

/** The executable in one of Playwright's folders, whose layout differs from platform to platform. */
function browserInside(folder: string): string[] {
  const names = new Set([
    'chrome',
    'chrome.exe',
    'headless_shell',
    'chrome-headless-shell',
    'chrome-headless-shell.exe',
    'Chromium',
    'Google Chrome for Testing',
  ]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
