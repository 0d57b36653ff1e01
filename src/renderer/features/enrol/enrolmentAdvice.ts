import type { IpcError } from '../../../ipc/result.ts';

/** Why enrolment failed, and what the IT person can do. */
export function enrolmentAdvice(error: IpcError): string {
  const byReason = error.reason === undefined ? undefined : ADVICE_BY_REASON.get(error.reason);
  return byReason ?? ADVICE_BY_CODE.get(error.code) ?? error.message;
}

const ADVICE_BY_REASON: ReadonlyMap<string, string> = new Map([
  [
    'enrolmentCodeUnknown',
    'The ledger does not know this code. Check it character by character, or have a new one made.',
  ],
  [
    'enrolmentCodeUsed',
    'This code was used before. Each code enrols one terminal once: have a new one made.',
  ],
  ['enrolmentCodeExpired', 'This code has expired. Have a new one made and use it in time.'],
  [
    'protocolVersion',
    'The ledger speaks another version than this terminal. Update the older of the two.',
  ],
]);

const NO_ANSWER =
  'The ledger does not answer at this address. Check the address, the network and the proxy.';

const ADVICE_BY_CODE: ReadonlyMap<string, string> = new Map([
  ['ledgerUnavailable', NO_ANSWER],
  ['timeout', NO_ANSWER],
  ['alreadyEnrolled', 'This terminal is enrolled already. Restart it.'],
  ['badMessage', 'The address has to be complete, for example https://ledger.example.com.'],
]);
