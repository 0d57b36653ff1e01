import { z } from 'zod';
import { redemptionOf, type TransactionBody } from '../../domain/transaction.ts';
import { namedLeases, type StoredLease } from '../leases/leaseRow.ts';
import type { SqlSession } from '../storage/sql.ts';

/** The leases that sales name, whatever became of them, by id. Their members are locked already. */
export async function readLeases(
  session: SqlSession,
  bodies: readonly TransactionBody[],
  memberIdOf: (body: TransactionBody) => string | null,
): Promise<ReadonlyMap<string, StoredLease>> {
  const named = bodies.flatMap((body) => {
    const authorisation = redemptionOf(body)?.authorisation;
    const memberId = memberIdOf(body);
    return authorisation?.kind === 'allotment' && memberId !== null
      ? [{ memberId, leaseId: authorisation.leaseId }]
      : [];
  });
  if (named.length === 0) {
    return new Map();
  }
  const leases = await namedLeases(
    session,
    named.map(({ memberId }) => memberId),
    named.map(({ leaseId }) => leaseId),
  );
  return new Map(leases.map((lease) => [lease.leaseId, lease]));
}

/** Those of the operators named by overrides who are managers. */
export async function readManagers(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<ReadonlySet<string>> {
  const named = bodies.flatMap((body) => {
    const authorisation = redemptionOf(body)?.authorisation;
    const override =
      authorisation?.kind === 'standIn' && 'override' in authorisation
        ? authorisation.override
        : undefined;
    return override === undefined ? [] : [override.operatorId];
  });
  if (named.length === 0) {
    return new Set();
  }
  const rows = await session.rows(
    z.object({ operator_id: z.string() }),
    `SELECT operator_id FROM operator
      WHERE operator_id = ANY($1::text[]) AND NOT removed AND document ->> 'role' = 'manager'`,
    [named],
  );
  return new Set(rows.map((row) => row.operator_id));
}
