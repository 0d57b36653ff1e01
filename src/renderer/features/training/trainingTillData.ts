import { shownBalance } from '../../../domain/balance.ts';
import type { MemberAtTill, TillData } from '../../stores/tillData.ts';
import type { TrainingBook } from './trainingBook.ts';

/**
 * Members and products as they are, with what is practised on top, for this screen alone: nothing of it reaches the replica.
 */
export function trainingTillData(data: TillData, book: TrainingBook): TillData {
  return {
    async memberByToken(cardToken) {
      const lookup = await data.memberByToken(cardToken);
      return lookup.kind === 'found'
        ? { kind: 'found', member: withPractice(lookup.member, book) }
        : lookup;
    },
    productByGtin: (gtin14) => data.productByGtin(gtin14),
    parseSealed: (record) => data.parseSealed(record),
    insertSealed: (transaction) => book.insert(transaction),
    onBalancesChanged(listener) {
      const stops = [data.onBalancesChanged(listener), book.onInserted(listener)];
      return () => stops.forEach((stop) => stop());
    },
  };
}

function withPractice(member: MemberAtTill, book: TrainingBook): MemberAtTill {
  const { memberId } = member.view;
  const { balance } = member;
  const bodies = book
    .all()
    .map(({ body }) => body)
    .filter((body) => body.member?.kind === 'member' && body.member.memberId === memberId);
  const account = { memberId, balancePoints: balance.redeemablePoints, appliedSequence: 0 };
  const practised = shownBalance(account, bodies);
  return {
    ...member,
    balance: {
      confirmedPoints: balance.confirmedPoints,
      provisionalPoints: balance.provisionalPoints + practised.provisionalPoints,
      shownPoints: balance.shownPoints + practised.provisionalPoints,
      redeemablePoints: practised.redeemablePoints,
      unsettledRedemptionPoints:
        balance.unsettledRedemptionPoints + practised.unsettledRedemptionPoints,
    },
    unconfirmedSales: member.unconfirmedSales + bodies.length,
  };
}
