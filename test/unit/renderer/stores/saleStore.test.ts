import { describe, expect, it } from 'vitest';
import { NO_CUSTOMER } from '../../../../src/renderer/features/identify/customer.ts';
import type { HoldOutcome } from '../../../../src/renderer/features/redeem/holdDesk.ts';
import {
  grantedRedemption,
  overridableRedemption,
} from '../../../../src/renderer/stores/saleState.ts';
import {
  HOLD_ID,
  lamp,
  loaf,
  memberAtTill,
  saleAtTill,
} from '../../../support/rendererHarness/till.ts';

type Options = Parameters<typeof saleAtTill>[0];

/** A lamp for Anna. */
function annaBuysALamp(options: Options = {}, points = 1000) {
  const till = saleAtTill(options);
  till.sale.getState().addProduct(lamp);
  till.sale
    .getState()
    .setCustomer({ kind: 'member', member: memberAtTill({ balancePoints: points }) });
  return till;
}

/** A till that asked for 500 points, which are being called back from another till. */
function recallingTill() {
  let come: (outcome: HoldOutcome) => void = () => undefined;
  const result = new Promise<HoldOutcome>((resolve) => (come = resolve));
  const till = annaBuysALamp({ outcome: { kind: 'recalling', result } });
  const asked = till.sale.getState().redeem(500);
  return { till, asked, come: (outcome: HoldOutcome) => come(outcome) };
}

const refusalOf = ({ sale }: ReturnType<typeof saleAtTill>) => {
  const { redemption } = sale.getState();
  return redemption.kind === 'none' ? redemption.refusal : null;
};

describe('basket', () => {
  it('counts a product scanned twice instead of listing it twice', () => {
    const { sale } = saleAtTill();
    sale.getState().addProduct(loaf);
    sale.getState().addProduct(loaf);
    expect(sale.getState().lines).toMatchObject([{ lineNumber: 1, quantity: 2 }]);
  });

  it('puts a removed line back where it was', () => {
    const { sale } = saleAtTill();
    sale.getState().addProduct(loaf);
    sale.getState().addProduct(lamp);
    const before = sale.getState().lines;
    sale.getState().removeLine(1);
    expect(sale.getState().lines).toHaveLength(1);
    sale.getState().undoRemove();
    expect(sale.getState().lines).toEqual(before);
    expect(sale.getState().removed).toBeNull();
  });

  it('says why a quantity is not taken, and keeps the one before', () => {
    const { sale, notices } = saleAtTill();
    sale.getState().addProduct(loaf);
    sale.getState().setQuantity(1, 10_000);
    expect(sale.getState().lines[0]?.quantity).toBe(1);
    expect(notices.getState().notice?.text).toContain('9999');
  });
});

describe('redemption', () => {
  it('holds points at the ledger while online', async () => {
    const till = annaBuysALamp();
    await till.sale.getState().redeem(500);
    expect(grantedRedemption(till.sale.getState())).toEqual({
      points: 500,
      valueMinor: 500,
      authorisation: { kind: 'hold', holdId: HOLD_ID },
    });
  });

  it('stands in while offline, up to the floor limit, without asking the ledger', async () => {
    const till = annaBuysALamp({ online: false });
    await till.sale.getState().redeem(500);
    expect(grantedRedemption(till.sale.getState())?.authorisation).toEqual({
      kind: 'standIn',
      floorLimitPoints: 500,
      confirmedPoints: 1000,
      asOf: '2026-11-22T14:00:00.000Z',
    });
    expect(till.placed).toEqual([]);
  });

  it('refuses above the floor limit while offline, with what is possible', async () => {
    const till = annaBuysALamp({ online: false });
    await till.sale.getState().redeem(600);
    expect(grantedRedemption(till.sale.getState())).toBeNull();
    expect(refusalOf(till)).toContain('500 points');
  });

  it('stands in when the ledger gives no answer', async () => {
    const till = annaBuysALamp({ outcome: { kind: 'noAnswer' } });
    await till.sale.getState().redeem(300);
    expect(grantedRedemption(till.sale.getState())?.authorisation.kind).toBe('standIn');
  });

  it('never stands in against the ledger’s refusal', async () => {
    const till = annaBuysALamp({ outcome: { kind: 'refused', reason: 'insufficientPoints' } });
    await till.sale.getState().redeem(300);
    expect(grantedRedemption(till.sale.getState())).toBeNull();
    expect(refusalOf(till)).toContain('spent elsewhere');
  });

  it('refuses offline when the replica is too old, or was never in step', async () => {
    for (const stalenessMs of [172_800_000, Number.POSITIVE_INFINITY]) {
      const till = annaBuysALamp({ online: false, stalenessMs });
      await till.sale.getState().redeem(300);
      expect(grantedRedemption(till.sale.getState())).toBeNull();
      expect(refusalOf(till)).toMatch(/online/);
    }
  });

  it('refuses a blocked member without asking the ledger', async () => {
    const till = saleAtTill();
    till.sale.getState().addProduct(lamp);
    const member = memberAtTill({ status: 'blocked' });
    till.sale.getState().setCustomer({ kind: 'member', member });
    await till.sale.getState().redeem(300);
    expect(refusalOf(till)).toContain('blocked');
    expect(till.placed).toEqual([]);
  });

  it('offers a manager what the limit refuses, never what is not there or a blocked member’s', async () => {
    const till = annaBuysALamp({ online: false });
    await till.sale.getState().redeem(900);
    expect(overridableRedemption(till.sale.getState())).toMatchObject({
      points: 900,
      authorisation: { kind: 'standIn', floorLimitPoints: 500, confirmedPoints: 1000 },
    });
    await till.sale.getState().redeem(1100);
    expect(overridableRedemption(till.sale.getState())).toBeNull();
    till.sale
      .getState()
      .setCustomer({ kind: 'member', member: memberAtTill({ status: 'blocked' }) });
    await till.sale.getState().redeem(900);
    expect(refusalOf(till)).toContain('blocked');
    expect(overridableRedemption(till.sale.getState())).toBeNull();
  });

  it('redeems what a manager allowed in the sale that it was allowed for, and gives it back with it', async () => {
    const by = { operatorId: 'O05', reasonCode: 'goodwill', signature: 'AA==' };
    const till = annaBuysALamp({ online: false });
    const { sale, dropped } = till;
    await sale.getState().redeem(900);
    const allowed = overridableRedemption(sale.getState())!;
    expect(sale.getState().redeemOverridden(allowed, by)).toBe(true);
    expect(grantedRedemption(sale.getState())?.authorisation).toMatchObject({ override: by });
    expect(dropped()).toBe(0);
    sale.getState().newSale();
    expect(dropped()).toBe(1);
    expect(sale.getState().redeemOverridden(allowed, by)).toBe(false);
    expect(grantedRedemption(sale.getState())).toBeNull();
    expect(dropped()).toBe(2);
  });

  it('never redeems for a card that is only noted', async () => {
    const till = saleAtTill();
    till.sale.getState().addProduct(lamp);
    till.sale
      .getState()
      .setCustomer({ kind: 'unknownCard', cardToken: 'bb'.repeat(16), cardLabel: '••••' });
    await till.sale.getState().redeem(300);
    expect(grantedRedemption(till.sale.getState())).toBeNull();
    expect(till.placed).toEqual([]);
  });

  it.each([
    ['is removed', (till: ReturnType<typeof saleAtTill>) => till.sale.getState().redeem(0)],
    [
      'loses its member',
      (till: ReturnType<typeof saleAtTill>) => till.sale.getState().setCustomer(NO_CUSTOMER),
    ],
    ['loses its sale', (till: ReturnType<typeof saleAtTill>) => till.sale.getState().newSale()],
    [
      'no longer fits the sale',
      (till: ReturnType<typeof saleAtTill>) => till.sale.getState().removeLine(1),
    ],
  ])(
    'gives the hold back when the redemption %s',
    async (_what, change: (till: ReturnType<typeof saleAtTill>) => unknown) => {
      const till = annaBuysALamp();
      await till.sale.getState().redeem(500);
      await Promise.resolve(change(till));
      expect(till.released).toEqual([HOLD_ID]);
      expect(grantedRedemption(till.sale.getState())).toBeNull();
    },
  );

  it('gives a hold back that arrives after the member was taken off', async () => {
    const till = annaBuysALamp();
    const asked = till.sale.getState().redeem(500);
    till.sale.getState().setCustomer(NO_CUSTOMER);
    await asked;
    expect(till.released).toEqual([HOLD_ID]);
    expect(grantedRedemption(till.sale.getState())).toBeNull();
  });

  it('says while points are called back from another till, and redeems them when they come', async () => {
    const { till, come, asked } = recallingTill();
    await new Promise((resolve) => setImmediate(resolve));
    expect(till.sale.getState().redemption).toEqual({
      kind: 'asking',
      points: 500,
      recalling: true,
    });
    come({ kind: 'held', holdId: HOLD_ID });
    await asked;
    expect(grantedRedemption(till.sale.getState())?.points).toBe(500);
  });

  it('does without points that are being called back: what comes later is given back', async () => {
    const { till, come, asked } = recallingTill();
    await new Promise((resolve) => setImmediate(resolve));
    await till.sale.getState().redeem(0);
    expect(till.sale.getState().redemption).toEqual({ kind: 'none', refusal: null });
    come({ kind: 'held', holdId: HOLD_ID });
    await asked;
    expect(grantedRedemption(till.sale.getState())).toBeNull();
    expect(till.released).toEqual([HOLD_ID]);
  });

  it('says what to do where another till does not give the points back', async () => {
    const message = '100 points can be spent at once; 400 more are set apart.';
    const till = annaBuysALamp({ outcome: { kind: 'refused', reason: 'pointsLeased', message } });
    await till.sale.getState().redeem(500);
    expect(refusalOf(till)).toMatch(/another till.*100 points.*Choose fewer, or try again/);
  });

  it('keeps a redemption that still fits when something is added', async () => {
    const till = annaBuysALamp();
    await till.sale.getState().redeem(500);
    till.sale.getState().addProduct(loaf);
    expect(till.released).toEqual([]);
    expect(grantedRedemption(till.sale.getState())?.points).toBe(500);
  });
});

describe('a sale that is left waiting', () => {
  it('keeps its goods and its member, and gives held points back', async () => {
    const till = annaBuysALamp();
    const { sale, released } = till;
    await sale.getState().redeem(500);
    expect(sale.getState().leaveWaiting()).toBe(true);
    expect(sale.getState().lines).toHaveLength(1);
    expect(sale.getState().customer.kind).toBe('member');
    expect(released).toEqual([HOLD_ID]);
    expect(refusalOf(till)).toContain('Redeem again');
  });

  it('is not left while it is being approved', () => {
    const { sale } = annaBuysALamp();
    sale.setState({ stage: { kind: 'approving' } });
    expect(sale.getState().leaveWaiting()).toBe(false);
  });
});
