import { app, ipcMain, safeStorage, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EventFrame } from '../../ipc/transport.ts';
import { createIpcServer } from '../ipc/ipcServer.ts';
import { fileKeyStore } from '../keyStore/fileKeyStore.ts';
import { sealedKeyStore } from '../keyStore/sealedKeyStore.ts';
import { listRendererFiles } from '../page/rendererFiles.ts';
import { lockProfile } from '../profile/lockProfile.ts';
import { profileLayout } from '../profile/profileLayout.ts';
import { enrolOnce } from '../terminal/enrolOnce.ts';
import { nodePorts } from '../terminal/nodePorts.ts';
import { startTerminalHost } from '../terminal/terminalHost.ts';
import { standardErrorLog } from '../terminal/terminalLog.ts';
import {
  netFetch,
  registerRendererScheme,
  RENDERER_ORIGIN,
  serveRenderer,
} from './rendererProtocol.ts';
import { safeStorageSealer } from './safeStorageSealer.ts';
import { isFromOurPage, openTerminalWindow } from './terminalWindow.ts';
import { createUtilityLauncher } from './utilityLauncher.ts';

const { values: wanted } = parseArgs({
  // Chromium's own switches stand on the same command line.
  strict: false,
  options: {
    profile: { type: 'string' },
    ledger: { type: 'string' },
    enrol: { type: 'string' },
    'exit-with-parent': { type: 'boolean' },
  },
});
const dist = join(import.meta.dirname, '..');
const profile =
  typeof wanted.profile === 'string' ? wanted.profile : join(app.getPath('userData'), 'profile');
let window: BrowserWindow | null = null;

registerRendererScheme();
app.setPath('userData', join(profile, 'electron'));
app.enableSandbox();

function refuse(exitCode: number, sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  app.exit(exitCode);
}

async function main(): Promise<void> {
  // A second start shows the window of the first; the lock also holds against the browser host.
  const isFirst = app.requestSingleInstanceLock();
  const lock = await lockProfile(profile);
  if (!lock.ok || !isFirst) {
    const isUnusable = !lock.ok && lock.error.code === 'profileUnusable';
    refuse(
      isUnusable ? 1 : 3,
      lock.ok ? 'A terminal is already running with this profile.' : lock.error.message,
    );
    return;
  }
  await app.whenReady();
  serveRenderer(await listRendererFiles(join(dist, 'renderer')));
  const layout = profileLayout(profile);
  const warn = (message: string) => standardErrorLog('warning', message);
  const files = fileKeyStore({ directory: layout.keysDirectory, warn });
  const terminal = await startTerminalHost({
    host: 'electron',
    version: app.getVersion(),
    ledgerUrl: typeof wanted.ledger === 'string' ? wanted.ledger : null,
    layout,
    keyStore: sealedKeyStore(files, safeStorageSealer(safeStorage)),
    fetch: netFetch,
    launchDeviceHost: createUtilityLauncher(join(dist, 'hardware', 'deviceHost.js')),
    ports: nodePorts(),
    log: standardErrorLog,
    onEvent: (frame: EventFrame) => window?.webContents.send('loyalty-event', frame),
  });
  if (!terminal.ok) {
    refuse(1, terminal.error);
    return;
  }
  const enrolled = await enrolOnce(terminal.value, wanted);
  if (!enrolled.ok) {
    warn(enrolled.error);
  }
  const { handlers } = terminal.value;
  const server = createIpcServer({ handlers, log: (line) => standardErrorLog('error', line) });
  ipcMain.handle('loyalty-request', async (event, frame: unknown) =>
    window !== null && isFromOurPage(window, event) ? server.answer(frame) : null,
  );
  window = openTerminalWindow(join(dist, 'preload', 'preload.cjs'));
  window.on('closed', () => {
    window = null;
    app.quit();
  });
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (!isStopped) {
      isStopped = true;
      event.preventDefault();
      void terminal.value.stop().finally(() => app.quit());
    }
  });
  app.on('second-instance', () => window?.focus());
  if (wanted['exit-with-parent'] === true) {
    process.stdin.on('end', () => app.quit()).resume();
  }
  process.on('SIGINT', () => app.quit());
  process.on('SIGTERM', () => app.quit());
  await window.loadURL(`${RENDERER_ORIGIN}/`);
  process.stdout.write('The terminal is open in its window.\n');
}

main().catch(() => refuse(1, 'The terminal could not start.'));
