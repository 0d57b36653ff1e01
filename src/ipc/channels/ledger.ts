import { z } from 'zod';
import { protocolRecordSchema } from '../json.ts';

/** What may be asked of the ledger through the host; the payloads are the protocol's. */
export const ledgerOperations = [
  'push',
  'pullPages',
  'pullAccounts',
  'pullProgrammes',
  'pullProducts',
  'pullOperators',
  'pullSettings',
  'placeHold',
  'voidHold',
  'pullExceptions',
  'resolveException',
  'leases',
] as const;

/** Why the ledger will not have a terminal at all, as the protocol's error codes. */
export const terminalRefusals = [
  'protocolVersion',
  'unknownTerminal',
  'terminalRevoked',
  'badSignature',
  'clockSkew',
] as const;

export const connectionStateSchema = z.object({
  /** `online` after a good answer; `offline` when it cannot be reached; `refused` when it will not have this terminal. */
  status: z.enum(['starting', 'online', 'offline', 'refused']),
  /** Why it is refused; null in every other status. */
  refusal: z.enum(terminalRefusals).nullable(),
  /** One line for the person at the till; empty while online. */
  detail: z.string().max(500),
  /** UTC instant of the last good answer by the host's clock, null before the first. */
  lastContactAt: z.string().max(32).nullable(),
  /** Ledger's clock less the host's, in milliseconds, as of the last contact. */
  clockOffsetMs: z.number(),
});

export const ledgerChannels = {
  'ledger.exchange': {
    request: z.strictObject({
      operation: z.enum(ledgerOperations),
      payload: protocolRecordSchema,
    }),
    response: z.object({ payload: protocolRecordSchema }),
  },
  'ledger.connection': { request: z.strictObject({}), response: connectionStateSchema },
} as const;

export const ledgerEvents = {
  'ledger.connectionChanged': connectionStateSchema,
  /** The ledger's stream says that there is something to pull. */
  'ledger.changed': z.object({
    topics: z.array(z.enum(['pages', 'accounts', 'reference', 'exceptions', 'leases'])).max(5),
  }),
} as const;

export type TerminalRefusal = (typeof terminalRefusals)[number];
export type ConnectionState = z.infer<typeof connectionStateSchema>;
