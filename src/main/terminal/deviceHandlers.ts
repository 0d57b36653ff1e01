import { fail, ok, type Result } from '../../domain/result.ts';
import type { DecodeOutcome } from '../../hardware/decoders/decoded.ts';
import type { ReadOutcome } from '../../ipc/channels/devices.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { DeviceSupervisor } from '../devices/deviceSupervisor.ts';
import { identifyRead } from '../identity/cardIdentifier.ts';
import type { EnrolledTerminal } from './enrolledTerminal.ts';
import { internal, notEnrolled } from './ipcFailures.ts';

type DeviceHandlers = Pick<
  HostHandlers,
  'devices.list' | 'devices.wedge' | 'devices.typed' | 'devices.simulate'
>;

const NOTHING_READ: ReadOutcome = { kind: 'unreadable', message: 'Nothing was read. Try again.' };

/** The readers' channels; `terminal` gives null before enrolment. */
export function deviceHandlers(
  supervisor: DeviceSupervisor,
  terminal: () => EnrolledTerminal | null,
): DeviceHandlers {
  const identified = (outcome: DecodeOutcome): Result<{ outcome: ReadOutcome }, IpcError> => {
    const enrolled = terminal();
    return enrolled === null
      ? notEnrolled()
      : ok({ outcome: identifyRead(enrolled.cardRules, outcome) ?? NOTHING_READ });
  };
  return {
    'devices.list': async () => Promise.resolve(ok({ devices: supervisor.devices() })),
    'devices.wedge': async ({ keys }) => identified(await supervisor.decodeKeys(keys)),
    'devices.typed': async ({ text }) => identified(await supervisor.decodeTyped(text)),
    'devices.simulate': async ({ number }) => {
      if (terminal()?.record.demonstration !== true) {
        const message = 'The simulated reader exists in the demonstration only.';
        return Promise.resolve(fail({ code: 'notInThisMode', message }));
      }
      return Promise.resolve(
        supervisor.simulate(number)
          ? ok({})
          : internal('The device service is starting again. Present the card once more.'),
      );
    },
  };
}
