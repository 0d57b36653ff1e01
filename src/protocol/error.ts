import { z } from 'zod';

/** Why the ledger refuses a request. The code is for programs, the message for the person who can act on it. */
export const ledgerErrorCodes = [
  'badRequest',
  'protocolVersion',
  'unknownTerminal',
  'terminalRevoked',
  'badSignature',
  'clockSkew',
  'enrolmentCodeUnknown',
  'enrolmentCodeUsed',
  'enrolmentCodeExpired',
  'memberUnknown',
  'memberBlocked',
  'insufficientPoints',
  /** Points that are missing are leased to terminals and are called back: ask again in a moment. Not told to version 1. */
  'pointsLeased',
  'holdConflict',
  'holdUnknown',
  'notManager',
  'notAuthorised',
  'exceptionUnknown',
  'exceptionResolved',
  'exceptionUndecidable',
  'notFound',
  'payloadTooLarge',
  'unavailable',
  'internal',
] as const;

/** The body of every answer that is not 2xx. */
export const ledgerErrorSchema = z.object({
  error: z.object({
    code: z.enum(ledgerErrorCodes),
    message: z.string().max(1000),
    /** The ledger's clock, so that a till whose own is wrong can sign with the right time. */
    serverTime: z.string().optional(),
  }),
});

export type LedgerErrorCode = (typeof ledgerErrorCodes)[number];
export type LedgerError = z.infer<typeof ledgerErrorSchema>['error'];
