import type { SealedTransaction, TransactionBody } from '../../domain/transaction.ts';
import { balanceChange, type LedgerEntry } from './ledgerEntry.ts';
import type { PostingException } from './postingException.ts';
import { planSale, type SaleHold } from './planSale.ts';
import type { Parties } from './readParties.ts';
import type { ProgrammeVersions } from './readProgrammes.ts';

/** What some sales, in their order, come to. */
export interface BatchPlan {
  readonly entries: readonly LedgerEntry[];
  readonly exceptions: readonly PostingException[];
  readonly capturedHolds: readonly SaleHold[];
  /** Sequences that wait for their card to be known. */
  readonly parked: ReadonlySet<number>;
}

/** Plans sales one after the other; each sees the balances and holds that those before it left. */
export function planBatch(
  transactions: readonly SealedTransaction[],
  parties: Parties,
  programmes: ProgrammeVersions,
): BatchPlan {
  const members = new Map(parties.members);
  const holds = new Map(parties.holds);
  const entries: LedgerEntry[] = [];
  const exceptions: PostingException[] = [];
  const capturedHolds: SaleHold[] = [];
  const parked = new Set<number>();
  for (const { body } of transactions) {
    if (body.member === null) {
      continue;
    }
    const member = members.get(parties.memberIdOf(body) ?? '');
    if (member === undefined) {
      parked.add(body.sequence);
      exceptions.push(parkedException(body, body.member));
      continue;
    }
    if (body.kind === 'return') {
      continue;
    }
    const hold =
      body.redemption?.authorisation.kind === 'hold'
        ? (holds.get(body.redemption.authorisation.holdId) ?? null)
        : null;
    const programme = programmes.get(body.programmeId, body.programmeVersion);
    const plan = planSale(body, member, hold, programme);
    entries.push(...plan.entries);
    exceptions.push(...plan.exceptions);
    if (plan.capturedHold !== null) {
      capturedHolds.push(plan.capturedHold);
      holds.set(plan.capturedHold.holdId, { ...plan.capturedHold, state: 'posted' });
    }
    const change = plan.entries.reduce((sum, entry) => sum + balanceChange(entry).activePoints, 0);
    members.set(member.memberId, { ...member, activePoints: member.activePoints + change });
  }
  return { entries, exceptions, capturedHolds, parked };
}

function parkedException(
  body: TransactionBody,
  member: NonNullable<TransactionBody['member']>,
): PostingException {
  const { terminalId, sequence } = body;
  const { cardToken } = member;
  const known = member.kind === 'member' ? member.memberId : null;
  return {
    terminalId,
    sequence,
    reason: known === null ? 'unknownCard' : 'unknownMember',
    subject: '',
    memberId: known,
    cardToken,
    detail:
      known === null
        ? 'the card is not linked to a member; the sale is posted when it is'
        : `member ${known} is not known; the sale is posted when its card is linked`,
  };
}
