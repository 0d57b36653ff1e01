import { describe, expect, it } from 'vitest';
import { hasGs1CheckDigit } from '../../../../src/domain/identity/gs1CheckDigit.ts';
import { matchesCardPattern } from '../../../../src/domain/identity/cardPattern.ts';
import { programmeFault } from '../../../../src/domain/programme.ts';
import {
  operatorSchema,
  productSchema,
  programmeSchema,
} from '../../../../src/protocol/pullReference.ts';
import {
  demoCardPatterns,
  demoProgramme,
  demoTerminals,
} from '../../../../src/ledger/demonstration/demoChain.ts';
import { demoCardNumber, demoMember } from '../../../../src/ledger/demonstration/demoMember.ts';
import { demoProducts, eanOf } from '../../../../src/ledger/demonstration/demoProducts.ts';
import { demoOperators, operatorDocument } from '../../../../src/ledger/demonstration/demoStaff.ts';

describe('the demonstration chain', () => {
  it('is the same for a seed and another for another', () => {
    expect(demoMember(7, 41)).toEqual(demoMember(7, 41));
    expect(demoProducts(7)).toEqual(demoProducts(7));
    expect(demoTerminals(7)).toEqual(demoTerminals(7));
    expect(demoMember(8, 41)).not.toEqual(demoMember(7, 41));
    expect(demoTerminals(8)).not.toEqual(demoTerminals(7));
    const [operator] = demoOperators;
    expect(operatorDocument(7, operator!)).toEqual(operatorDocument(7, operator!));
  });

  it('gives every member another card, which the readers take for one', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => demoCardNumber(1, index));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const value of numbers) {
      expect(matchesCardPattern(demoCardPatterns, { scheme: 'number', value })).toBe(true);
    }
  });

  it('sells 200 products that are no cards, in at least 8 categories', () => {
    const products = demoProducts(1);
    expect(products).toHaveLength(200);
    expect(new Set(products.map(({ categoryId }) => categoryId)).size).toBeGreaterThanOrEqual(8);
    expect(new Set(products.map(({ gtin }) => gtin)).size).toBe(200);
    for (const product of products) {
      expect(productSchema.safeParse(product).success).toBe(true);
      expect(hasGs1CheckDigit(eanOf(product))).toBe(true);
      const credential = { scheme: 'number', value: eanOf(product) } as const;
      expect(matchesCardPattern(demoCardPatterns, credential)).toBe(false);
      expect(product.priceMinor).toBeGreaterThan(0);
    }
  });

  it('has a usable programme whose category rules name real categories', () => {
    expect(programmeSchema.safeParse(demoProgramme).success).toBe(true);
    expect(programmeFault(demoProgramme)).toBeNull();
    const categories = new Set(demoProducts(1).map(({ categoryId }) => categoryId));
    demoProgramme.earning.categoryRules.forEach(({ categoryId }) =>
      expect(categories.has(categoryId)).toBe(true),
    );
  });

  it('has a blocked member, a wealthy one and all tiers among the first', () => {
    const members = Array.from({ length: 9 }, (_, index) => demoMember(1, index));
    expect(members.filter(({ status }) => status === 'blocked')).toHaveLength(1);
    expect(Math.max(...members.map(({ openingPoints }) => openingPoints))).toBeGreaterThan(100_000);
    expect(new Set(members.map(({ tierId }) => tierId)).size).toBe(3);
  });

  it('has staff that terminals can sign on, cashiers and managers', () => {
    const documents = demoOperators.slice(0, 1).map((operator) => operatorDocument(1, operator));
    documents.forEach((document) => expect(operatorSchema.safeParse(document).success).toBe(true));
    expect(new Set(demoOperators.map(({ role }) => role))).toEqual(new Set(['cashier', 'manager']));
    expect(new Set(demoOperators.map(({ pin }) => pin)).size).toBe(demoOperators.length);
  });
});
