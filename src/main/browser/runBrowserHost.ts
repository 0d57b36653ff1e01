import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { EventFrame } from '../../ipc/transport.ts';
import { createForkLauncher } from '../devices/forkLauncher.ts';
import { systemErrorCode } from '../files/atomicFile.ts';
import { createIpcServer } from '../ipc/ipcServer.ts';
import { fileKeyStore } from '../keyStore/fileKeyStore.ts';
import { listRendererFiles, type RendererFiles } from '../page/rendererFiles.ts';
import { createNodeFetch } from '../ledgerClient/nodeFetch.ts';
import { lockProfile } from '../profile/lockProfile.ts';
import { profileLayout } from '../profile/profileLayout.ts';
import { enrolOnce } from '../terminal/enrolOnce.ts';
import { nodePorts } from '../terminal/nodePorts.ts';
import { startTerminalHost, type TerminalHost } from '../terminal/terminalHost.ts';
import type { TerminalLog } from '../terminal/terminalLog.ts';
import type { BrowserArguments } from './browserArguments.ts';
import { startBrowserHost, type BrowserHost } from './browserHost.ts';
import { readBrowserHostState, writeBrowserHostState } from './browserSessions.ts';

/** Why the browser host did not start: the process's exit code and a sentence. */
export interface StartFailure {
  readonly exitCode: number;
  readonly sentence: string;
}

/** A browser host that runs. */
export interface RunningBrowserHost {
  /** Opens the terminal once, in one browser. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What the entry point knows and this composition does not. */
export interface BrowserHostWorld {
  readonly version: string;
  /** The device host's script. */
  readonly deviceHostPath: string;
  readonly log: TerminalLog;
}

/** Ports below those that systems give to outgoing connections, so that the port of last time is still free after a restart. */
const [FIRST_PORT, LAST_PORT] = [20_000, 30_000];

/** Exit codes, for scripts that start the host. */
export const EXIT = { failed: 1, usage: 2, profileInUse: 3, notEnrolled: 4 } as const;

/** Starts a terminal in plain Node and serves it to a browser of this computer. */
export async function runBrowserHost(
  wanted: BrowserArguments,
  world: BrowserHostWorld,
): Promise<Result<RunningBrowserHost, StartFailure>> {
  const lock = await lockProfile(wanted.profile);
  if (!lock.ok) {
    const inUse = lock.error.code === 'alreadyRunning';
    return refuse(inUse ? EXIT.profileInUse : EXIT.failed, lock.error.message);
  }
  const files = await rendererFiles(wanted.renderer);
  if (files === null) {
    return refuse(EXIT.failed, `The renderer is not built in ${wanted.renderer}: npm run build.`);
  }
  const { log } = world;
  const layout = profileLayout(wanted.profile);
  const windows = new Set<(frame: EventFrame) => void>();
  const terminal = await startTerminalHost({
    host: 'browser',
    version: world.version,
    ledgerUrl: wanted.ledger,
    layout,
    keyStore: fileKeyStore({
      directory: layout.keysDirectory,
      warn: (message) => log('warning', message),
    }),
    fetch: createNodeFetch(process.env),
    launchDeviceHost: createForkLauncher(world.deviceHostPath),
    ports: nodePorts(),
    log,
    onEvent: (frame) => windows.forEach((publish) => publish(frame)),
  });
  if (!terminal.ok) {
    return refuse(EXIT.failed, terminal.error);
  }
  const started = await openToBrowser(wanted, files, terminal.value, log);
  if (!started.ok) {
    await terminal.value.stop();
    return started;
  }
  windows.add((frame) => started.value.publish(frame));
  return ok({
    address: started.value.address,
    stop: async () => {
      await started.value.stop();
      await terminal.value.stop();
      await lock.value.release();
    },
  });
}

async function openToBrowser(
  wanted: BrowserArguments,
  files: RendererFiles,
  terminal: TerminalHost,
  log: TerminalLog,
): Promise<Result<BrowserHost, StartFailure>> {
  const enrolled = await enrolOnce(terminal, wanted);
  if (!enrolled.ok) {
    return refuse(EXIT.notEnrolled, enrolled.error);
  }
  const statePath = join(wanted.profile, 'browser-host.json');
  const host = await startBrowserHost({
    files,
    port: wanted.port,
    state: await readBrowserHostState(statePath),
    keepState: async (state) => {
      try {
        await writeBrowserHostState(statePath, state);
      } catch (error) {
        // The till sells without it; only the open page does not find its host again after a restart.
        const what = `The address of the page could not be kept (${systemErrorCode(error)})`;
        log(
          'warning',
          `${what}. Check the rights of the profile folder and the space on its disk.`,
        );
      }
    },
    randomToken: () => randomBytes(24).toString('base64url'),
    randomPort: () => randomInt(FIRST_PORT, LAST_PORT),
    serve: () => {
      const window = terminal.openWindow();
      const { handlers } = window;
      const server = createIpcServer({ handlers, log: (line) => log('error', line) });
      return { ...server, close: () => window.close() };
    },
    log: (line) => log('error', line),
  });
  return host.ok ? host : refuse(EXIT.failed, host.error);
}

async function rendererFiles(directory: string): Promise<RendererFiles | null> {
  try {
    const files = await listRendererFiles(directory);
    return files.has('/index.html') ? files : null;
  } catch {
    return null;
  }
}

function refuse(exitCode: number, sentence: string) {
  return fail({ exitCode, sentence });
}
