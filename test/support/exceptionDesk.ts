import { demoOperators } from '../../src/ledger/demonstration/demoStaff.ts';
import {
  EXCEPTION_RESOLVE_PATH,
  EXCEPTIONS_PATH,
  exceptionListSchema,
  resolveExceptionResponseSchema,
} from '../../src/protocol/exceptionQueue.ts';
import { readAnswer, type TestTerminal } from './ledgerTerminal.ts';

/** A manager of the demonstration. */
export const managerId = demoOperators.find(({ role }) => role === 'manager')?.operatorId ?? '';

/** The exceptions of one terminal that its store sees, open or resolved. */
export async function exceptionsAt(terminal: TestTerminal, status: 'open' | 'resolved' = 'open') {
  const list = await terminal.get(
    `${EXCEPTIONS_PATH}?status=${status}&limit=200`,
    exceptionListSchema,
  );
  return list.exceptions.filter(({ terminalId }) => terminalId === terminal.terminalId);
}

/** Decides as a manager at the terminal. */
export async function resolveAt(terminal: TestTerminal, decision: object) {
  const request = { points: null, note: 'looked at it', operatorId: managerId, ...decision };
  const response = await terminal.request('POST', EXCEPTION_RESOLVE_PATH, request);
  return readAnswer(response, resolveExceptionResponseSchema);
}
