import { describe, expect, it } from 'vitest';
import type { ReadOutcome } from '../../../../../src/ipc/channels/devices.ts';
import type { Interception } from '../../../../../src/renderer/features/identify/interception.ts';
import { createReadHandler } from '../../../../../src/renderer/features/identify/readHandler.ts';
import {
  dataInMemory,
  HOLD_ID,
  lamp,
  loaf,
  memberView,
  programme,
  saleAtTill,
} from '../../../../support/rendererHarness/till.ts';

const anna = memberView();
const ben = memberView({ cardToken: 'bb'.repeat(16), memberId: 'M2', displayName: 'Ben T.' });
const card = (cardToken: string): ReadOutcome => ({ kind: 'card', cardToken, cardLabel: '•••• 1' });
const product = (gtin: string): ReadOutcome => ({ kind: 'product', gtin });

function tillWithReader(signedOn = true, intercept: Interception['take'] = () => false) {
  const till = saleAtTill();
  const blocked = memberView({ cardToken: 'cc'.repeat(16), memberId: 'M3', status: 'blocked' });
  const closed = memberView({ cardToken: 'c4'.repeat(16), memberId: 'M4', status: 'closed' });
  const { data } = dataInMemory([anna, ben, blocked, closed], [loaf, lamp]);
  const { sale, notices } = till;
  const reads = createReadHandler({
    sale,
    notices,
    data,
    signedOn: () => signedOn,
    intercept,
    currency: () => programme.currency,
  });
  const notice = () => notices.getState().notice;
  return { ...till, reads, notice };
}

describe('reads', () => {
  it('gives another screen what that takes, and says of a receipt what to do where none does', async () => {
    const taken: ReadOutcome[] = [];
    const { sale, reads } = tillWithReader(true, (outcome) => taken.push(outcome) > 0);
    await reads.handle(card(anna.cardToken));
    await reads.handle(product(loaf.gtin));
    expect(taken).toHaveLength(2);
    expect(sale.getState()).toMatchObject({ lines: [], customer: { kind: 'none' } });

    const alone = tillWithReader();
    await alone.reads.handle({ kind: 'receipt', transactionId: 'T1:x' });
    expect(alone.notice()).toMatchObject({ tone: 'info' });
    expect(alone.sale.getState().lines).toEqual([]);
  });

  it('puts the card’s member on the sale', async () => {
    const { sale, reads, notice } = tillWithReader();
    await reads.handle(card(anna.cardToken));
    expect(sale.getState().customer).toMatchObject({ kind: 'member', member: { view: anna } });
    expect(notice()).toMatchObject({ tone: 'good', text: 'Anna K. identified.' });
  });

  it('takes scans in the order in which they came', async () => {
    const { sale, reads } = tillWithReader();
    const gtins = [loaf.gtin, lamp.gtin, loaf.gtin];
    await Promise.all(gtins.map((gtin) => reads.handle(product(gtin))));
    expect(sale.getState().lines).toMatchObject([
      { productId: 'loaf', quantity: 2 },
      { productId: 'lamp', quantity: 1 },
    ]);
  });

  it('asks what to do with an unknown card, and puts nobody on the sale', async () => {
    const { sale, reads } = tillWithReader();
    await reads.handle(card('dd'.repeat(16)));
    expect(sale.getState().question).toMatchObject({ kind: 'unknownCard' });
    expect(sale.getState().customer.kind).toBe('none');
  });

  it('sells by the label of a scale, and asks where the label says nothing', async () => {
    const { sale, reads, notice } = tillWithReader();
    const label = { kind: 'price', amount: 199, decimals: 2 } as const;
    await reads.handle({ kind: 'product', gtin: loaf.gtin, measure: label });
    await reads.handle({ kind: 'product', gtin: loaf.gtin, measure: { ...label, amount: 0 } });
    expect(sale.getState().lines).toMatchObject([
      { productId: 'loaf', quantity: 1, unitPriceMinor: 199 },
    ]);
    expect(notice()).toMatchObject({ tone: 'warning' });
  });

  it('asks for an amount when the product is unknown', async () => {
    const { sale, reads } = tillWithReader();
    await reads.handle(product('04999999999999'));
    expect(sale.getState().question).toMatchObject({ kind: 'unknownProduct' });
    expect(sale.getState().lines).toEqual([]);
  });

  it('asks before goods of one member earn points for another', async () => {
    const { sale, reads } = tillWithReader();
    await reads.handle(product(lamp.gtin));
    await reads.handle(card(anna.cardToken));
    await reads.handle(card(ben.cardToken));
    expect(sale.getState().question).toMatchObject({ kind: 'swapMember', name: 'Ben T.' });
    expect(sale.getState().customer).toMatchObject({ member: { view: anna } });
  });

  it('changes the member without asking where nothing is sold yet', async () => {
    const { sale, reads } = tillWithReader();
    await reads.handle(card(anna.cardToken));
    await reads.handle(card(ben.cardToken));
    expect(sale.getState().question).toBeNull();
    expect(sale.getState().customer).toMatchObject({ member: { view: ben } });
  });

  it('asks before redeemed points are lost by another card', async () => {
    const { sale, reads, released } = tillWithReader();
    await reads.handle(product(lamp.gtin));
    await reads.handle(card(anna.cardToken));
    await sale.getState().redeem(500);
    await reads.handle(card(ben.cardToken));
    expect(sale.getState().question).toMatchObject({ kind: 'swapMember', name: 'Ben T.' });
    expect(sale.getState().customer).toMatchObject({ member: { view: anna } });
    expect(released).toEqual([]);
    const { question } = sale.getState();
    if (question?.kind === 'swapMember') {
      sale.getState().setCustomer(question.to);
    }
    expect(released).toEqual([HOLD_ID]);
    expect(sale.getState().customer).toMatchObject({ member: { view: ben } });
  });

  it('keeps a redemption when the same card is scanned again', async () => {
    const { sale, reads } = tillWithReader();
    await reads.handle(product(lamp.gtin));
    await reads.handle(card(anna.cardToken));
    await sale.getState().redeem(500);
    await reads.handle(card(anna.cardToken));
    expect(sale.getState().redemption.kind).toBe('granted');
  });

  it('leaves a closed membership off the sale, and says so', async () => {
    const { reads, notice, sale } = tillWithReader();
    await reads.handle(card('c4'.repeat(16)));
    expect(notice()).toMatchObject({ tone: 'refused' });
    expect(notice()?.text).toContain('has been closed');
    expect(sale.getState().customer).toEqual({ kind: 'none' });
  });

  it('says that a member is blocked', async () => {
    const { reads, notice } = tillWithReader();
    await reads.handle(card('cc'.repeat(16)));
    expect(notice()).toMatchObject({ tone: 'refused' });
    expect(notice()?.text).toContain('blocked');
  });

  it('refuses a payment card in words without a digit of it', async () => {
    const { sale, reads, notice } = tillWithReader();
    await reads.handle({ kind: 'refused', reason: 'paymentCard' });
    expect(notice()).toMatchObject({ tone: 'refused' });
    expect(notice()?.text).not.toMatch(/\d/);
    expect(sale.getState().customer.kind).toBe('none');
  });

  it('is ready for the next read after an unreadable one', async () => {
    const { sale, reads, notice } = tillWithReader();
    await reads.handle({ kind: 'unreadable', message: 'The read was not complete.' });
    expect(notice()?.text).toBe('The read was not complete.');
    await reads.handle(product(loaf.gtin));
    expect(sale.getState().lines).toHaveLength(1);
  });

  it('takes nothing before somebody has signed on', async () => {
    const { sale, reads } = tillWithReader(false);
    await reads.handle(product(loaf.gtin));
    expect(sale.getState().lines).toEqual([]);
  });

  it('changes nothing while the sale is being approved', async () => {
    const { sale, reads } = tillWithReader();
    sale.setState({ stage: { kind: 'approving' } });
    await reads.handle(product(loaf.gtin));
    expect(sale.getState().lines).toEqual([]);
  });

  it('goes on after a look-up that failed', async () => {
    const { sale, notices } = saleAtTill();
    const { data } = dataInMemory([], [loaf]);
    let broken = true;
    const reads = createReadHandler({
      sale,
      notices,
      data: {
        memberByToken: data.memberByToken.bind(data),
        productByGtin: (gtin) =>
          broken ? Promise.reject(new Error('store')) : data.productByGtin(gtin),
      },
      signedOn: () => true,
      intercept: () => false,
      currency: () => programme.currency,
    });
    await reads.handle(product(loaf.gtin));
    broken = false;
    await reads.handle(product(loaf.gtin));
    expect(sale.getState().lines).toHaveLength(1);
  });
});
