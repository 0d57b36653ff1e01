import { shownBalance } from '../../../src/domain/balance.ts';
import type { MemberView } from '../../../src/domain/member.ts';
import type { Product } from '../../../src/domain/product.ts';
import type { Programme } from '../../../src/domain/programme.ts';
import type { SealedTransaction } from '../../../src/domain/transaction.ts';
import type { HoldDesk, HoldOutcome } from '../../../src/renderer/features/redeem/holdDesk.ts';
import { createNoticeStore } from '../../../src/renderer/stores/noticeStore.ts';
import { createSaleStore } from '../../../src/renderer/stores/saleStore.ts';
import type { MemberAtTill, TillData } from '../../../src/renderer/stores/tillData.ts';
import { parseSealedTransaction } from '../../../src/sync/parseSealedTransaction.ts';

/** 10 points a euro, Gold half as much again; 100 points pay a euro, from 200 on; offline up to 500. */
export const programme: Programme = {
  programmeId: 'P1',
  version: 3,
  name: 'Points',
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  currency: { code: 'EUR', exponent: 2 },
  earning: {
    basePointsPerUnit: 10,
    categoryRules: [
      { kind: 'bonus', categoryId: 'bakery', multiplierPermille: 2000 },
      { kind: 'exclusion', categoryId: 'giftCards' },
    ],
    rounding: 'floor',
    roundingScope: 'line',
  },
  redemption: { pointsPerStep: 100, valueMinorPerStep: 100, minimumPoints: 200 },
  standIn: { floorLimitPoints: 500, maximumStalenessMs: 86_400_000 },
  tiers: [
    { tierId: 'basic', name: 'Basic', multiplierPermille: 1000 },
    { tierId: 'gold', name: 'Gold', multiplierPermille: 1500 },
  ],
};

/** A loaf at 4 euros, of the bonus category. */
export const loaf: Product = {
  productId: 'loaf',
  gtin: '04000000000000',
  name: 'Loaf',
  categoryId: 'bakery',
  categoryName: 'Bakery',
  priceMinor: 400,
};

/** A lamp at 30 euros, of a plain category. */
export const lamp: Product = {
  ...loaf,
  productId: 'lamp',
  gtin: '04000000000017',
  name: 'Lamp',
  categoryId: 'home',
  categoryName: 'Home',
  priceMinor: 3000,
};

/** Anna, Gold, 1,000 points, unless told otherwise. */
export function memberView(overrides: Partial<MemberView> = {}): MemberView {
  return {
    cardToken: 'aa'.repeat(16),
    memberId: 'M1',
    displayName: 'Anna K.',
    cardLabel: '•••• 4711',
    tierId: 'gold',
    status: 'active',
    balancePoints: 1000,
    appliedSequence: 0,
    asOf: '2026-11-22T14:00:00.000Z',
    ...overrides,
  };
}

/** A member as the till has one who has no unconfirmed sales here. */
export function memberAtTill(overrides: Partial<MemberView> = {}): MemberAtTill {
  const view = memberView(overrides);
  return { view, balance: shownBalance(view, []), unconfirmedSales: 0 };
}

/** A replica's worth of members and products in memory. */
export function dataInMemory(views: readonly MemberView[], products: readonly Product[] = []) {
  const inserted: SealedTransaction[] = [];
  const listeners = new Set<() => void>();
  const data: TillData = {
    memberByToken(cardToken) {
      const view = views.find((candidate) => candidate.cardToken === cardToken);
      if (view === undefined) {
        return Promise.resolve({ kind: 'unknown' });
      }
      const own = inserted.map(({ body }) => body);
      const unconfirmedSales = own.filter((body) => body.sequence > view.appliedSequence).length;
      const member = { view, balance: shownBalance(view, own), unconfirmedSales };
      return Promise.resolve({ kind: 'found', member });
    },
    productByGtin: (gtin) =>
      Promise.resolve(products.find((product) => product.gtin === gtin) ?? null),
    parseSealed(record) {
      const parsed = parseSealedTransaction(record);
      return parsed.ok ? parsed.value : null;
    },
    insertSealed(transaction) {
      inserted.push(transaction);
      listeners.forEach((listener) => listener());
      return Promise.resolve();
    },
    onBalancesChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { data, inserted };
}

/** Points are called back from other tills first; what comes of it comes when the test says so. */
export interface RecallingDesk {
  readonly kind: 'recalling';
  readonly result: Promise<HoldOutcome>;
}

/** A hold desk that answers as told and remembers what was released. */
export function holdDeskAnswering(outcome: HoldOutcome | RecallingDesk) {
  const released: string[] = [];
  const placed: number[] = [];
  const desk: HoldDesk = {
    place(_memberId, points, onRecall) {
      placed.push(points);
      if (outcome.kind === 'recalling') {
        onRecall?.();
        return outcome.result;
      }
      return Promise.resolve(outcome);
    },
    release: (_memberId, holdId) => void released.push(holdId),
  };
  return { desk, released, placed };
}

/** The hold that a till's desk gives in tests. */
export const HOLD_ID = '00000000-0000-7000-8000-0000000000a1';

/** A sale at a till that is online or not. */
export function saleAtTill(
  options: {
    readonly online?: boolean;
    readonly outcome?: HoldOutcome | RecallingDesk;
    readonly stalenessMs?: number;
  } = {},
) {
  const holds = holdDeskAnswering(options.outcome ?? { kind: 'held', holdId: HOLD_ID });
  const notices = createNoticeStore();
  let droppedOverrides = 0;
  const sale = createSaleStore({
    holds: holds.desk,
    dropOverride: () => {
      droppedOverrides += 1;
    },
    notices,
    programme: () => programme,
    online: () => options.online ?? true,
    stalenessMs: () => options.stalenessMs ?? 1000,
  });
  return { sale, notices, dropped: () => droppedOverrides, ...holds };
}
