import { ok } from '../../domain/result.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { DeviceSupervisor } from '../devices/deviceSupervisor.ts';
import type { ReaderSetup } from '../devices/readerSetup.ts';
import type { SetupWindow } from '../devices/setupWindow.ts';
import { internal } from './ipcFailures.ts';

type ReaderSetupHandlers = Pick<
  HostHandlers,
  | 'devices.listPorts'
  | 'devices.observe'
  | 'devices.probeSerial'
  | 'devices.cancelProbe'
  | 'devices.learnWedge'
  | 'devices.setDataEventEnabled'
  | 'devices.clearInput'
>;

/** The channels by which a manager or an IT person sets readers up, as one window has them. */
export function readerSetupHandlers(
  setup: ReaderSetup,
  supervisor: DeviceSupervisor,
  window: SetupWindow,
): ReaderSetupHandlers {
  return {
    'devices.listPorts': async () => ok({ ports: await setup.listPorts() }),
    'devices.observe': ({ observing, cardFormats }) => {
      window.setObserving(observing, cardFormats);
      return Promise.resolve(ok({}));
    },
    'devices.probeSerial': ({ path, line }) =>
      Promise.resolve(
        window.probe(path, line)
          ? ok({})
          : internal('The device service is starting again. Try again in a moment.'),
      ),
    'devices.cancelProbe': () => {
      window.cancelProbe();
      return Promise.resolve(ok({}));
    },
    'devices.learnWedge': ({ scans }) => Promise.resolve(ok(setup.learnWedge(scans))),
    'devices.setDataEventEnabled': ({ enabled }) => {
      window.setDataEventEnabled(enabled);
      return Promise.resolve(ok({}));
    },
    'devices.clearInput': () => {
      supervisor.clearInput();
      return Promise.resolve(ok({}));
    },
  };
}
