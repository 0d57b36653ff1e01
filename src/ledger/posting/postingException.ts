import type { SqlSession } from '../storage/sql.ts';

/** Why a person should look at something. */
export type ExceptionReason =
  | 'unknownCard'
  | 'unknownMember'
  | 'memberBlocked'
  | 'overdraft'
  | 'holdNotPending'
  | 'ruleDifference'
  | 'idReused'
  | 'chainBroken'
  | 'badSignature'
  | 'foreignTerminal'
  | 'rejected';

/** A finding about one transaction of one terminal. The same finding again only counts up. */
export interface PostingException {
  readonly terminalId: string;
  readonly sequence: number;
  readonly reason: ExceptionReason;
  /** Tells findings of one sequence and reason apart, e.g. a hash; may be empty. */
  readonly subject: string;
  readonly memberId: string | null;
  readonly cardToken: string | null;
  readonly detail: string;
}

/** Records findings; each is open until a person (or the linking of its card) resolves it. */
export async function recordExceptions(
  session: SqlSession,
  exceptions: readonly PostingException[],
  seenAt: Date,
): Promise<void> {
  if (exceptions.length === 0) {
    return;
  }
  await session.run(
    `INSERT INTO posting_exception AS e
       (terminal_id, sequence, reason, subject, member_id, card_token, detail, first_seen_at, last_seen_at)
     SELECT *, $8::timestamptz, $8::timestamptz
       FROM unnest($1::text[], $2::int8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     ON CONFLICT (terminal_id, sequence, reason, subject) DO UPDATE
       SET seen_count = e.seen_count + 1, last_seen_at = excluded.last_seen_at`,
    [
      exceptions.map(({ terminalId }) => terminalId),
      exceptions.map(({ sequence }) => sequence),
      exceptions.map(({ reason }) => reason),
      exceptions.map(({ subject }) => subject),
      exceptions.map(({ memberId }) => memberId),
      exceptions.map(({ cardToken }) => cardToken),
      exceptions.map(({ detail }) => detail),
      seenAt,
    ],
  );
}
