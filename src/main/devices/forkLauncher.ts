import { fork } from 'node:child_process';
import type { DeviceHostLauncher } from './deviceHostProcess.ts';

/**
 * Starts the device host at `entryPath` (`src/hardware/deviceHost.ts` or its build) as a child of plain Node. Its
 * standard streams are closed: whatever a native driver prints goes into no log.
 */
export function createForkLauncher(
  entryPath: string,
  environment: NodeJS.ProcessEnv = process.env,
): DeviceHostLauncher {
  return () => {
    const child = fork(entryPath, [], {
      execArgv: [],
      env: environment,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // Without a listener a failed start would be an uncaught error; `exit` or `error` comes once, whichever is first.
    let ended = false;
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) {
          // The callback takes the error of a channel that closes just now; the exit is told apart.
          child.send(message, () => undefined);
        }
      },
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit: (listener) => {
        const end = (description: string): void => {
          if (!ended) {
            ended = true;
            listener(description);
          }
        };
        child.on('exit', (code, signal) => end(signal ?? `exit code ${String(code)}`));
        child.on('error', (error) => end(error.name));
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}
