import { describe, expect, it } from 'vitest';
import { saleDraft } from '../../../../../src/renderer/features/approve/saleDraft.ts';
import {
  NO_CUSTOMER,
  type Customer,
} from '../../../../../src/renderer/features/identify/customer.ts';
import { lineOfProduct } from '../../../../../src/renderer/features/basket/basketOperations.ts';
import { lastReceipt } from '../../../../../src/renderer/features/receipt/lastReceipt.ts';
import { journalInMemory } from '../../../../support/rendererHarness/journalInMemory.ts';
import {
  dataInMemory,
  lamp,
  memberAtTill,
  memberView,
  programme,
  saleAtTill,
} from '../../../../support/rendererHarness/till.ts';

/** What a terminal that is started anew has of the sales before: one for each of `customers`. */
function afterSalesTo(...customers: Customer[]) {
  const journal = journalInMemory();
  for (const customer of customers) {
    const lines = [{ ...lineOfProduct(lamp), lineNumber: 1 }];
    journal.seal(saleDraft({ programme, operatorId: 'O1', lines, customer, redemption: null }));
  }
  const latest = () => Promise.resolve(journal.sealed.toReversed());
  const { data } = dataInMemory([memberView({ balancePoints: 1450, appliedSequence: 2 })]);
  return lastReceipt({ latest, data });
}

const anna: Customer = { kind: 'member', member: memberAtTill() };

describe('the last receipt', () => {
  it('is the newest sale’s, with the member’s balance as it is now', async () => {
    const receipt = await afterSalesTo(NO_CUSTOMER, anna);
    expect(receipt?.transaction.body.sequence).toBe(2);
    expect(receipt?.member?.balance.confirmedPoints).toBe(1450);
  });

  it('says that it is shown again', async () => {
    expect((await afterSalesTo(NO_CUSTOMER))?.shownAgain).toBe(true);
  });

  it('is none before the first sale', async () => {
    expect(await afterSalesTo()).toBeNull();
  });

  it('is not shown over a sale that has begun', async () => {
    const receipt = await afterSalesTo(anna);
    const { sale } = saleAtTill();
    sale.getState().addProduct(lamp);
    if (receipt !== null) {
      sale.getState().showReceipt(receipt);
    }
    expect(sale.getState().stage.kind).toBe('open');
    expect(sale.getState().lines).toHaveLength(1);
  });
});
