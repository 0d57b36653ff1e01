import { describe, expect, it } from 'vitest';
import { ok } from '../../../../../src/domain/result.ts';
import { transactionDraftSchema } from '../../../../../src/protocol/transaction.ts';
import { approveSale } from '../../../../../src/renderer/features/approve/approval.ts';
import { openTrainingBook } from '../../../../../src/renderer/features/training/trainingBook.ts';
import { trainingHoldDesk } from '../../../../../src/renderer/features/training/trainingHoldDesk.ts';
import { trainingTillData } from '../../../../../src/renderer/features/training/trainingTillData.ts';
import { createNoticeStore } from '../../../../../src/renderer/stores/noticeStore.ts';
import { createSaleStore } from '../../../../../src/renderer/stores/saleStore.ts';
import { journalInMemory } from '../../../../support/rendererHarness/journalInMemory.ts';
import { scriptedBridge } from '../../../../support/rendererHarness/scriptedBridge.ts';
import {
  dataInMemory,
  HOLD_ID,
  lamp,
  memberView,
  programme,
} from '../../../../support/rendererHarness/till.ts';

/** A till in training, over a replica with Anna, and what its host was asked. */
async function tillInTraining() {
  const journal = journalInMemory();
  const bridge = scriptedBridge({
    'training.status': () => ok({ sequence: journal.head().sequence }),
    'training.append': ({ draft }) =>
      ok({ transaction: { ...journal.seal(transactionDraftSchema.parse(draft)) } }),
    'training.read': ({ afterSequence }) =>
      ok({ transactions: journal.sealed.slice(afterSequence).map((one) => ({ ...one })) }),
  });
  const replica = dataInMemory([memberView({ appliedSequence: 100 })]);
  const book = await openTrainingBook(bridge);
  const data = trainingTillData(replica.data, book);
  const sale = createSaleStore({
    holds: trainingHoldDesk({ uuid: () => HOLD_ID }),
    notices: createNoticeStore(),
    programme: () => programme,
    online: () => true,
    stalenessMs: () => Number.POSITIVE_INFINITY,
  });
  const ports = {
    journal: book.journal,
    data,
    sale,
    programme: () => programme,
    operatorId: () => 'O1',
    sleep: () => Promise.resolve(),
  };
  const memberNow = async () => {
    const found = await data.memberByToken(memberView().cardToken);
    return found.kind === 'found' ? found.member : null;
  };
  return { bridge, replica, book, data, sale, memberNow, approve: () => approveSale(ports) };
}

describe('invariant 10: training is apart', () => {
  it('practises a whole sale with redemption on the screens of a real one, and leaves no trace in the replica', async () => {
    const till = await tillInTraining();
    const anna = await till.memberNow();
    till.sale.getState().addProduct(lamp);
    till.sale.getState().setCustomer({ kind: 'member', member: anna! });
    await till.sale.getState().redeem(500);
    await till.approve();
    const { stage } = till.sale.getState();
    expect(stage.kind).toBe('approved');
    const body = stage.kind === 'approved' ? stage.receipt.transaction.body : null;
    const practised = (body?.accrualPoints ?? 0) - 500;

    const after = await till.memberNow();
    expect(after?.balance).toMatchObject({
      confirmedPoints: 1000,
      provisionalPoints: practised,
      shownPoints: 1000 + practised,
      redeemablePoints: 500,
    });
    expect(till.replica.inserted).toEqual([]);
    const untouched = await till.replica.data.memberByToken(memberView().cardToken);
    expect(untouched.kind === 'found' && untouched.member.balance.shownPoints).toBe(1000);
    expect(new Set(till.bridge.asked)).toEqual(
      new Set(['training.read', 'training.status', 'training.append']),
    );
  });

  it('finds what was practised before the page was started, and nothing that was sold', async () => {
    const till = await tillInTraining();
    till.sale.getState().addProduct(lamp);
    await till.approve();
    const again = await openTrainingBook(till.bridge);
    expect(await again.latest(10)).toEqual(till.book.all());
    expect(again.all()).toHaveLength(1);
  });
});
