import { utilityProcess } from 'electron';
import type { DeviceHostLauncher } from '../devices/deviceHostProcess.ts';

/** Starts the device host as Electron's utility process: Node without a window, ended with the application. */
export function createUtilityLauncher(entryPath: string): DeviceHostLauncher {
  return () => {
    const child = utilityProcess.fork(entryPath, [], {
      serviceName: 'Loyalty terminal devices',
      // Whatever a native driver prints goes into no log.
      stdio: 'ignore',
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => {
        child.on('message', listener);
      },
      onExit: (listener) => {
        child.once('exit', (code) => listener(`exit code ${code}`));
      },
      kill: () => {
        // A stopped process would not hear the SIGTERM of `child.kill`.
        if (child.pid !== undefined) {
          process.kill(child.pid, 'SIGKILL');
        }
      },
    };
  };
}
