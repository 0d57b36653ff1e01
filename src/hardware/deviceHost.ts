import { electronPort, forkPort, stdioPort } from './deviceHostPort.ts';
import { createDeviceClaims } from './hid/deviceClaim.ts';
import { createNodeHidBackend } from './hid/nodeHidBackend.ts';
import { watchHidHotPlug } from './hid/hidHotPlug.ts';
import { runDeviceHost } from './runDeviceHost.ts';

/** How long the drivers may take to close once the terminal is gone. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * The entry of the device host, a process of its own: a crash in a native driver must not take the till down. It is
 * started by Electron's `utilityProcess`, by `child_process.fork`, or at a shell with `--stdio` (JSON lines both ways).
 */
const port = process.argv.includes('--stdio')
  ? stdioPort(process.stdin, process.stdout)
  : (electronPort(process) ?? forkPort(process));

if (port === null) {
  process.stderr.write('The device host is started by the terminal. At a shell: add --stdio.\n');
  process.exitCode = 2;
} else {
  process.on('uncaughtException', (error) => {
    // The name only: a message or a stack could hold what a reader sent.
    port.send({ type: 'log', level: 'error', message: `Device host failed: ${error.name}` });
    setImmediate(() => process.exit(70));
  });
  port.onClosed(() => {
    // A native driver that will not close must not keep a process that nobody listens to.
    setTimeout(() => process.exit(70), CLOSE_TIMEOUT_MS).unref();
  });
  if (process.connected) {
    // Ctrl-C at a shell reaches every process of its group; the terminal's host decides when this one ends.
    process.on('SIGINT', () => undefined);
  }
  // A host that stands by has its drivers' code loaded; where that fails, opening a reader says so.
  void Promise.allSettled([import('node-hid'), import('serialport')]);
  await runDeviceHost(port, {
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    platform: process.platform,
    hidBackend: createNodeHidBackend(process.platform),
    claimHidDevice: createDeviceClaims(process.platform),
    watchHidHotPlug: (changed) => watchHidHotPlug(process.platform, changed),
    startsAtOnce: process.argv.includes('--stdio'),
  });
  // Native readers may hold the event loop; all of them are closed by now.
  process.exit(0);
}
