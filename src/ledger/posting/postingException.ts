import type { SqlSession } from '../storage/sql.ts';

/** Why a person should look at something. */
export type ExceptionReason =
  /** The sale waits until its card is linked, its member known, or the sale that it returns has come. */
  | 'unknownCard'
  | 'unknownMember'
  | 'unknownOriginal'
  /** Posted all the same, for the goods have left. */
  | 'memberBlocked'
  | 'memberClosed'
  | 'memberMerged'
  | 'cardRemoved'
  | 'overdraft'
  | 'overReturned'
  | 'holdNotPending'
  | 'leaseNotLive'
  | 'leaseOverspent'
  | 'ruleDifference'
  | 'expiredOffline'
  | 'clockJump'
  | 'managerOverride'
  | 'overrideInvalid'
  | 'postVoidByCashier'
  /** In quarantine, not posted. */
  | 'malformed'
  | 'altered'
  | 'badSignature'
  | 'foreignTerminal'
  | 'idReused'
  | 'unknownProgramme'
  | 'forked'
  | 'terminalRevoked'
  | 'implausible'
  /** About the terminal as a whole. */
  | 'restoredImage'
  | 'terminalLost'
  | 'quarantineFull'
  /** Of ledgers before quarantine. */
  | 'chainBroken'
  | 'rejected';

/** A finding about one transaction of one terminal. The same finding again only counts up. */
export interface PostingException {
  readonly terminalId: string;
  /** 0 where it concerns the terminal as a whole. */
  readonly sequence: number;
  readonly reason: ExceptionReason;
  /** Tells findings of one sequence and reason apart, e.g. a hash; may be empty. */
  readonly subject: string;
  readonly memberId: string | null;
  readonly cardToken: string | null;
  readonly detail: string;
  readonly transactionId?: string | null;
  readonly quarantineId?: string | null;
}

/** Records findings; each is open until a person (or the linking of its card) resolves it. */
export async function recordExceptions(
  session: SqlSession,
  found: readonly PostingException[],
  seenAt: Date,
): Promise<void> {
  if (found.length === 0) {
    return;
  }
  const exceptions = [...new Map(found.map((one) => [keyOf(one), one])).values()];
  await session.run(
    `INSERT INTO posting_exception AS e
       (terminal_id, sequence, reason, subject, member_id, card_token, detail, transaction_id, quarantine_id,
        store_id, first_seen_at, last_seen_at)
     SELECT n.*, t.store_id, $10::timestamptz, $10::timestamptz
       FROM unnest($1::text[], $2::int8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                   $9::text[])
            AS n(terminal_id, sequence, reason, subject, member_id, card_token, detail, transaction_id, quarantine_id)
       LEFT JOIN terminal t ON t.terminal_id = n.terminal_id
     ON CONFLICT (terminal_id, sequence, reason, subject) DO UPDATE
       SET seen_count = e.seen_count + 1, last_seen_at = excluded.last_seen_at, change_xid = pg_current_xact_id()`,
    [
      exceptions.map(({ terminalId }) => terminalId),
      exceptions.map(({ sequence }) => sequence),
      exceptions.map(({ reason }) => reason),
      exceptions.map(({ subject }) => subject),
      exceptions.map(({ memberId }) => memberId),
      exceptions.map(({ cardToken }) => cardToken),
      exceptions.map(({ detail }) => detail.slice(0, 1000)),
      exceptions.map(({ transactionId }) => transactionId ?? null),
      exceptions.map(({ quarantineId }) => quarantineId ?? null),
      seenAt,
    ],
  );
}

function keyOf({ terminalId, sequence, reason, subject }: PostingException): string {
  return JSON.stringify([terminalId, sequence, reason, subject]);
}
