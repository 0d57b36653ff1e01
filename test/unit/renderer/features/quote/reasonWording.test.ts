import { describe, expect, it } from 'vitest';
import { quoteOfSale } from '../../../../../src/renderer/features/approve/saleDraft.ts';
import { reasonWording } from '../../../../../src/renderer/features/quote/reasonWording.ts';
import { loaf, memberAtTill, programme } from '../../../../support/rendererHarness/till.ts';

const line = {
  lineNumber: 1,
  productId: loaf.productId,
  categoryId: loaf.categoryId,
  description: loaf.name,
  quantity: 1,
  unitPriceMinor: loaf.priceMinor,
};
const customer = { kind: 'member', member: memberAtTill() } as const;
const nameOf = (categoryId: string) => (categoryId === 'bakery' ? 'Bakery' : 'Gift cards');

describe('reason wording', () => {
  it('says in the cashier’s words why a line earns what it earns', () => {
    const quote = quoteOfSale({ programme, lines: [line], customer, redemption: null });
    const words = quote.lines[0]?.reasons.map((reason) => reasonWording(reason, programme, nameOf));
    expect(words).toEqual(['10 points per €1', 'Gold ×1.5', 'Bakery ×2']);
  });

  it('says why a line earns nothing', () => {
    const giftCard = { ...line, categoryId: 'giftCards' };
    const quote = quoteOfSale({ programme, lines: [giftCard], customer, redemption: null });
    const words = quote.lines[0]?.reasons.map((reason) => reasonWording(reason, programme, nameOf));
    expect(words).toEqual(['No points on Gift cards']);
  });
});
