import { z } from 'zod';

/** Why the host could not do what it was asked. The code is for programs, the message for the person at the till. */
export const ipcErrorCodes = [
  /** The message does not have the channel's schema. */
  'badMessage',
  'unknownChannel',
  'notEnrolled',
  'alreadyEnrolled',
  /** The ledger cannot be reached, or does not answer in time or in sense. */
  'ledgerUnavailable',
  /** The ledger answered and refused; `reason` is its code. */
  'ledgerRefused',
  'diskFull',
  'journalFailed',
  /** Nothing is approved until support has helped; the message says why. */
  'journalStopped',
  'notInThisMode',
  /** Only a manager may, and none has allowed it. */
  'managerNeeded',
  'timeout',
  'internal',
] as const;

export const ipcErrorSchema = z.object({
  code: z.enum(ipcErrorCodes),
  message: z.string().max(1000),
  /** The ledger's own code behind `ledgerRefused`. */
  reason: z.string().max(64).optional(),
});

export type IpcErrorCode = (typeof ipcErrorCodes)[number];
export type IpcError = z.infer<typeof ipcErrorSchema>;
