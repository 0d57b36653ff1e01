import { z } from 'zod';
import { idSchema, pointsSchema } from './primitives.ts';

/** GET, signed; only where the ledger serves the demonstration chain: the ledger's audit of itself, while it runs. */
export const DEMO_AUDIT_PATH = '/v1/demo/audit';

/** GET, signed; only in the demonstration: a member's balances; the member id follows. */
export const DEMO_BALANCES_PATH = '/v1/demo/balances/';

/** What an audit counted and what it found wrong; `ok` where it found nothing. Lists are cut off at 100. */
export const auditReportSchema = z.object({
  entries: z.int().min(0),
  postings: z.int().min(0),
  /** Sum of all postings: 0. */
  sum: z.int(),
  members: z.int().min(0),
  transactions: z.int().min(0),
  breaksInChains: z.array(
    z.object({ terminalId: z.string(), sequence: z.int(), reason: z.string() }),
  ),
  balancesThatDiffer: z.array(
    z.object({
      memberId: z.string(),
      /** `lots`: what is left in the member's lots against what is posted as active, held and pending. */
      account: z.enum(['active', 'held', 'pending', 'overdraft', 'lots']),
      storedPoints: z.int(),
      postedPoints: z.int(),
    }),
  ),
  /** Lots that do not hold what their movements sum to. */
  lotsThatDiffer: z.array(
    z.object({
      memberId: z.string(),
      lotId: z.string(),
      remainingPoints: z.int(),
      movedPoints: z.int(),
    }),
  ),
  /** Entries that moved other points in lots than in their member's accounts. */
  unevenEntries: z.int().min(0),
  /** Entries whose postings do not sum to zero. */
  unbalancedEntries: z.int().min(0),
  /** Accepted transactions that are neither posted nor parked, entries without their transaction, and what waits unseen. */
  unpostedTransactions: z.int().min(0),
  /** How many findings wait for a person, by reason; they are not faults of the ledger. */
  openExceptions: z.record(z.string(), z.int()),
  ok: z.boolean(),
});

export const demoBalancesResponseSchema = z.object({
  memberId: idSchema,
  activePoints: pointsSchema,
  heldPoints: pointsSchema,
});

export type AuditReport = z.infer<typeof auditReportSchema>;
export type DemoBalancesResponse = z.infer<typeof demoBalancesResponseSchema>;
