import { fail, ok, type Result } from '../../domain/result.ts';
import type { DecodeOutcome } from '../../hardware/decoders/decoded.ts';
import type { Keystroke, ReadOutcome } from '../../ipc/channels/devices.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { DeviceSupervisor } from '../devices/deviceSupervisor.ts';
import type { ReaderSetup } from '../devices/readerSetup.ts';
import { identifyRead, type CardRules } from '../identity/cardIdentifier.ts';
import { internal, notEnrolled } from './ipcFailures.ts';

type DeviceHandlers = Pick<
  HostHandlers,
  'devices.list' | 'devices.wedge' | 'devices.typed' | 'devices.simulate'
>;

const NOTHING_READ: ReadOutcome = { kind: 'unreadable', message: 'Nothing was read. Try again.' };

/** What the readers' channels must know of the terminal. */
export interface ReaderOwner {
  /** Null before enrolment. */
  readonly cardRules: () => CardRules | null;
  readonly demonstration: () => boolean;
  readonly nowMs: () => number;
}

/** The readers' channels at the till. */
export function deviceHandlers(
  supervisor: DeviceSupervisor,
  setup: ReaderSetup,
  owner: ReaderOwner,
): DeviceHandlers {
  const identified = (outcome: DecodeOutcome): Result<{ outcome: ReadOutcome }, IpcError> => {
    const rules = owner.cardRules();
    return rules === null
      ? notEnrolled()
      : ok({ outcome: identifyRead(rules, outcome) ?? NOTHING_READ });
  };
  const decodeKeys = async (keys: readonly Keystroke[]): Promise<DecodeOutcome> => {
    const outcome = await supervisor.decodeKeys(keys);
    const received = { count: keys.length, unit: 'keys', framing: 'a burst of keys' } as const;
    const readAtMs = owner.nowMs();
    setup.observe({ deviceId: 'wedge', connection: 'wedge', readAtMs, received, outcome });
    return outcome;
  };
  return {
    'devices.list': async () => Promise.resolve(ok({ devices: supervisor.devices() })),
    'devices.wedge': async ({ keys }) => identified(await decodeKeys(keys)),
    'devices.typed': async ({ text }) => identified(await supervisor.decodeTyped(text)),
    'devices.simulate': async ({ number }) => {
      if (!owner.demonstration()) {
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
