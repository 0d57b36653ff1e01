import type { IpcError } from '../../../ipc/result.ts';

/** Why enrolment failed, and what the IT person can do. */
export function enrolmentAdvice(error: IpcError): string {
  switch (error.reason) {
    case 'enrolmentCodeUnknown':
      return 'The ledger does not know this code. Check it character by character, or have a new one made.';
    case 'enrolmentCodeUsed':
      return 'This code was used before. Each code enrols one terminal once: have a new one made.';
    case 'enrolmentCodeExpired':
      return 'This code has expired. Have a new one made and use it in time.';
    case 'protocolVersion':
      return 'The ledger speaks another version than this terminal. Update the older of the two.';
    default:
      break;
  }
  switch (error.code) {
    case 'ledgerUnavailable':
    case 'timeout':
      return 'The ledger does not answer at this address. Check the address, the network and the proxy.';
    case 'alreadyEnrolled':
      return 'This terminal is enrolled already. Restart it.';
    case 'badMessage':
      return 'The address has to be complete, for example https://ledger.example.com.';
    default:
      return error.message;
  }
}
