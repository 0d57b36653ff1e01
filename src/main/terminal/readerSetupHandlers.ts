import { ok } from '../../domain/result.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { DeviceSupervisor } from '../devices/deviceSupervisor.ts';
import type { ReaderSetup } from '../devices/readerSetup.ts';
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

/** The channels by which a manager or an IT person sets readers up. */
export function readerSetupHandlers(
  setup: ReaderSetup,
  supervisor: DeviceSupervisor,
): ReaderSetupHandlers {
  return {
    'devices.listPorts': async () => ok({ ports: await setup.listPorts() }),
    'devices.observe': ({ observing, cardFormats }) => {
      setup.setObserving(observing, cardFormats);
      return Promise.resolve(ok({}));
    },
    'devices.probeSerial': ({ path, line }) =>
      Promise.resolve(
        supervisor.probe(path, line)
          ? ok({})
          : internal('The device service is starting again. Try again in a moment.'),
      ),
    'devices.cancelProbe': () => {
      supervisor.cancelProbe();
      return Promise.resolve(ok({}));
    },
    'devices.learnWedge': ({ scans }) => Promise.resolve(ok(setup.learnWedge(scans))),
    'devices.setDataEventEnabled': ({ enabled }) => {
      supervisor.setDataEventEnabled(enabled);
      return Promise.resolve(ok({}));
    },
    'devices.clearInput': () => {
      supervisor.clearInput();
      return Promise.resolve(ok({}));
    },
  };
}
