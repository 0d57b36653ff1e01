import type { HostHandlers } from '../../src/ipc/contract.ts';
import { fail } from '../../src/domain/result.ts';

const refuse = () =>
  Promise.resolve(fail({ code: 'notInThisMode' as const, message: 'Not in this test.' }));

/** Handlers that refuse everything but what the test gives. */
export function hostHandlers(given: Partial<HostHandlers> = {}): HostHandlers {
  return {
    'terminal.describe': refuse,
    'terminal.enrol': refuse,
    'journal.append': refuse,
    'journal.read': refuse,
    'journal.witness': refuse,
    'journal.status': refuse,
    'ledger.exchange': refuse,
    'ledger.connection': refuse,
    'devices.list': refuse,
    'devices.wedge': refuse,
    'devices.typed': refuse,
    'devices.simulate': refuse,
    'devices.listPorts': refuse,
    'devices.observe': refuse,
    'devices.probeSerial': refuse,
    'devices.cancelProbe': refuse,
    'devices.learnWedge': refuse,
    'devices.setDataEventEnabled': refuse,
    'devices.clearInput': refuse,
    'operators.verifyPin': refuse,
    'operators.grantOverride': refuse,
    'operators.dropOverride': refuse,
    'demonstration.cards': refuse,
    'settings.read': refuse,
    'settings.write': refuse,
    'chainRules.read': refuse,
    'training.begin': refuse,
    'training.end': refuse,
    'training.status': refuse,
    'training.append': refuse,
    'training.read': refuse,
    ...given,
  };
}
