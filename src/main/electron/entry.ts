import { app, ipcMain, safeStorage, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { createIpcServer } from '../ipc/ipcServer.ts';
import { listRendererFiles } from '../page/rendererFiles.ts';
import { lockProfile } from '../profile/lockProfile.ts';
import { profileLayout } from '../profile/profileLayout.ts';
import { enrolOnce } from '../terminal/enrolOnce.ts';
import { nodePorts } from '../terminal/nodePorts.ts';
import { startTerminalHost, type TerminalHost } from '../terminal/terminalHost.ts';
import { standardErrorLog } from '../terminal/terminalLog.ts';
import { parseElectronArguments } from './electronArguments.ts';
import { electronKeyStore } from './electronKeyStore.ts';
import {
  netFetch,
  registerRendererScheme,
  RENDERER_ORIGIN,
  serveRenderer,
} from './rendererProtocol.ts';
import { isFromOurPage, onPageGone, openTerminalWindow } from './terminalWindow.ts';
import { createUtilityLauncher } from './utilityLauncher.ts';

const FAILED = 1;
const PROFILE_IN_USE = 3;

/** The bundles lie beside each other: dist/main, dist/preload, dist/hardware, dist/renderer. */
const dist = join(import.meta.dirname, '..');

/** The desktop application: the same services as the browser host, with Electron's window, network and key store. */
async function main(): Promise<void> {
  const wanted = parseElectronArguments(process.argv.slice(app.isPackaged ? 1 : 2));
  const profile = wanted.profile ?? join(app.getPath('userData'), 'profile');
  registerRendererScheme();
  app.setPath('userData', join(profile, 'electron'));
  app.enableSandbox();
  // A second start shows the window of the first; the lock also holds against the browser host.
  const isFirst = app.requestSingleInstanceLock();
  const lock = await lockProfile(profile);
  if (!lock.ok || !isFirst) {
    const isUnusable = !lock.ok && lock.error.code === 'profileUnusable';
    const sentence = lock.ok ? 'A terminal already runs with this profile.' : lock.error.message;
    refuse(isUnusable ? FAILED : PROFILE_IN_USE, sentence);
    return;
  }
  await app.whenReady();
  serveRenderer(await listRendererFiles(join(dist, 'renderer')));
  const layout = profileLayout(profile);
  const warn = (message: string) => standardErrorLog('warning', message);
  let window: BrowserWindow | null = null;
  const terminal = await startTerminalHost({
    host: 'electron',
    version: app.getVersion(),
    ledgerUrl: wanted.ledger,
    layout,
    keyStore: await electronKeyStore(layout.keysDirectory, safeStorage, warn),
    fetch: netFetch,
    launchDeviceHost: createUtilityLauncher(join(dist, 'hardware', 'deviceHost.js')),
    ports: nodePorts(),
    log: standardErrorLog,
    onEvent: (frame) => window?.webContents.send('loyalty-event', frame),
  });
  if (!terminal.ok) {
    refuse(FAILED, terminal.error);
    return;
  }
  stopWith(terminal.value, wanted.exitWithParent);
  const enrolled = await enrolOnce(terminal.value, wanted);
  if (!enrolled.ok) {
    warn(enrolled.error);
  }
  const serve = () => {
    const { handlers, ...page } = terminal.value.openWindow();
    const ipc = createIpcServer({ handlers, log: (line) => standardErrorLog('error', line) });
    return { ...ipc, close: () => page.close() };
  };
  let server = serve();
  const opened = openTerminalWindow(join(dist, 'preload', 'preload.cjs'));
  window = opened;
  ipcMain.handle('loyalty-request', async (event, frame: unknown) =>
    isFromOurPage(opened, event) ? server.answer(frame) : null,
  );
  onPageGone(opened, () => {
    server.close();
    server = serve();
  });
  opened.on('closed', () => {
    window = null;
    app.quit();
  });
  app.on('second-instance', () => opened.focus());
  await opened.loadURL(`${RENDERER_ORIGIN}/`);
  process.stdout.write('The terminal is open in its window.\n');
}

/** Lets the services end cleanly before the application does. */
function stopWith(terminal: TerminalHost, exitWithParent: boolean): void {
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (!isStopped) {
      isStopped = true;
      event.preventDefault();
      void terminal.stop().finally(() => app.quit());
    }
  });
  process.on('SIGINT', () => app.quit());
  process.on('SIGTERM', () => app.quit());
  if (exitWithParent) {
    process.stdin.on('end', () => app.quit()).resume();
  }
}

function refuse(exitCode: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  app.exit(exitCode);
}

main().catch(() => refuse(FAILED, 'The terminal could not start.'));
