import { ok } from '../../domain/result.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { PinCheck } from '../operators/pinCheck.ts';
import type { EnrolledTerminal } from './enrolledTerminal.ts';
import { internal, managerNeeded, notEnrolled } from './ipcFailures.ts';
import type { TerminalStaff } from './sealGuarded.ts';

type OperatorHandlers = Pick<
  HostHandlers,
  'operators.verifyPin' | 'operators.grantOverride' | 'operators.dropOverride'
>;

/** The channels about people at the till; `terminal` gives null before enrolment. */
export function operatorHandlers(
  terminal: () => Pick<EnrolledTerminal, 'journal' | 'record'> | null,
  pinCheck: PinCheck,
  { overrides, signOns }: TerminalStaff,
): OperatorHandlers {
  return {
    'operators.verifyPin': async ({ role, ...request }) => {
      const answer = await pinCheck.verify(request);
      if (!answer.ok) {
        return internal(answer.error.message);
      }
      if (answer.value.verified) {
        signOns.note(request.operatorId, role);
      }
      return answer;
    },
    'operators.grantOverride': async (request) => {
      const enrolled = terminal();
      if (enrolled === null) {
        return notEnrolled();
      }
      const { journal, record } = enrolled;
      const lastSequence = () => journal.status().sequence;
      const answer = await overrides.grant(request, record.terminalId, lastSequence);
      return answer.ok ? answer : managerNeeded(answer.error);
    },
    'operators.dropOverride': async () => {
      overrides.drop();
      return Promise.resolve(ok({}));
    },
  };
}
