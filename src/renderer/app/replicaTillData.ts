import { shownBalance } from '../../domain/balance.ts';
import type { MemberView } from '../../domain/member.ts';
import type { Replica } from '../../replica/replica.ts';
import { parseSealedTransaction } from '../../sync/parseSealedTransaction.ts';
import type { MemberAtTill, TillData } from '../stores/tillData.ts';

/** What a sale needs, from the replica. `filling` tells whether members may still be missing. */
export function replicaTillData(replica: Replica, filling: () => boolean): TillData {
  const { members, transactions, reference } = replica;

  async function atTill(view: MemberView): Promise<MemberAtTill> {
    const own = await transactions.ownTransactionsAbove(view.memberId, view.appliedSequence);
    return { view, balance: shownBalance(view, own), unconfirmedSales: own.length };
  }

  return {
    async memberByToken(cardToken) {
      const view = await members.memberByToken(cardToken);
      if (view !== null) {
        return { kind: 'found', member: await atTill(view) };
      }
      return { kind: filling() ? 'filling' : 'unknown' };
    },
    productByGtin: (gtin14) => reference.productByGtin(gtin14),
    parseSealed(record) {
      const parsed = parseSealedTransaction(record);
      return parsed.ok ? parsed.value : null;
    },
    async insertSealed(transaction) {
      const inserted = await transactions.insert([transaction]);
      if (!inserted.ok) {
        throw new Error('the replica holds another transaction under this id');
      }
    },
    onBalancesChanged(listener) {
      const stops = [
        members.changes.subscribe(listener),
        transactions.onInserted(() => listener()),
      ];
      return () => stops.forEach((stop) => stop());
    },
  };
}
