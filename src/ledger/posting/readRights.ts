import { z } from 'zod';
import {
  overrideOf,
  POST_VOID_REASON_CODE,
  redemptionOf,
  type ReturnBody,
  type TransactionBody,
} from '../../domain/transaction.ts';
import { namedLeases, type StoredLease } from '../leases/leaseRow.ts';
import type { SqlSession } from '../storage/sql.ts';
import type { ManagerKeys } from './overrideFinding.ts';

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

/** Those who are managers now among the operators who allowed something by an override, or undid a whole sale. */
export async function readManagers(
  session: SqlSession,
  bodies: readonly TransactionBody[],
): Promise<ManagerKeys> {
  const named = bodies.flatMap((body) => {
    const operatorId = body.kind === 'sale' ? overrideOf(body)?.operatorId : postVoidBy(body);
    return operatorId === undefined ? [] : [operatorId];
  });
  if (named.length === 0) {
    return new Map();
  }
  const rows = await session.rows(
    z.object({ operator_id: z.string(), override_key: z.string().nullable() }),
    `SELECT operator_id, document ->> 'overrideKey' AS override_key FROM operator
      WHERE operator_id = ANY($1::text[]) AND NOT removed AND document ->> 'role' = 'manager'`,
    [named],
  );
  return new Map(rows.map((row) => [row.operator_id, row.override_key]));
}

function postVoidBy({ operatorId, reasonCode }: ReturnBody): string | undefined {
  return reasonCode === POST_VOID_REASON_CODE ? operatorId : undefined;
}
