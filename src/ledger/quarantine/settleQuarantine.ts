import type { SqlSession } from '../storage/sql.ts';

/** How something in quarantine was settled, and by whom. */
export interface QuarantineSettlement {
  readonly status: 'posted' | 'dismissed';
  /** "ledger" where no person decided. */
  readonly resolvedBy: string;
  readonly note: string;
}

/** Settles what waits in quarantine, with the finding about it. */
export async function settleQuarantine(
  session: SqlSession,
  terminalId: string,
  quarantineId: string,
  settlement: QuarantineSettlement,
  now: Date,
): Promise<void> {
  const { status, resolvedBy, note } = settlement;
  await session.run(
    `UPDATE quarantine SET status = $3, resolved_by = $4, note = $5, resolved_at = $6
      WHERE terminal_id = $1 AND quarantine_id = $2`,
    [terminalId, quarantineId, status, resolvedBy, note, now],
  );
  await session.run(
    `UPDATE posting_exception
        SET status = 'resolved', resolution = $3, resolved_by = $4, note = $5, resolved_at = $6,
            change_xid = pg_current_xact_id()
      WHERE terminal_id = $1 AND quarantine_id = $2 AND status = 'open'`,
    [terminalId, quarantineId, status, resolvedBy, note, now],
  );
}
