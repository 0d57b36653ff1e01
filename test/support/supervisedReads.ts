import { fileURLToPath } from 'node:url';
import { DeviceSupervisor } from '../../src/main/devices/deviceSupervisor.ts';
import { createForkLauncher } from '../../src/main/devices/forkLauncher.ts';

/**
 * A program for tests that must run the supervision in front of an emulated scanner: prints `host PID` at each start of
 * the device host, `device STATE` at each change of a USB scanner, and `read TEXT` for each scan.
 */
const entry = fileURLToPath(new URL('../../src/hardware/deviceHost.ts', import.meta.url));
const fork = createForkLauncher(entry);
const supervisor = new DeviceSupervisor({
  launch: () => {
    const launched = fork();
    console.log(`host ${String(launched.pid)}`);
    return launched;
  },
  configuration: { serialReaders: [], wedge: { prefix: '', suffix: '' }, simulator: false },
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  log: () => undefined,
});
supervisor.onDevices((devices) => {
  for (const device of devices.filter(({ connection }) => connection === 'hid')) {
    console.log(`device ${device.state}`);
  }
});
supervisor.onRead(({ outcome }) => {
  console.log(`read ${outcome.result === 'credential' ? outcome.reading.text : outcome.result}`);
});
supervisor.start();
