import { DEMO_SEED } from '../../src/ledger/demonstration/demoChain.ts';
import { demoCardNumber, demoMember } from '../../src/ledger/demonstration/demoMember.ts';
import { demoProducts, eanOf } from '../../src/ledger/demonstration/demoProducts.ts';
import { demoOperators } from '../../src/ledger/demonstration/demoStaff.ts';

/** Something with a barcode: what a scanner reads, and what the demonstration's panel calls it. */
export interface Scannable {
  readonly number: string;
  readonly title: string;
}

/** Members of the demonstration chain in the tests; few, so that a ledger starts at once. */
export const CHAIN_MEMBERS = 60;

/** The member whose card is on the demonstration's panel at `index`. */
export function cardOf(index: number): Scannable & {
  readonly memberId: string;
  readonly openingPoints: number;
} {
  const { cardNumber, displayName, memberId, openingPoints } = demoMember(DEMO_SEED, index);
  return { number: cardNumber, title: displayName, memberId, openingPoints };
}

/** The card of a member in the tests. */
export type MemberCard = ReturnType<typeof cardOf>;

/** Members whom the screen tells apart, none of them blocked. */
export function distinctMembers(count: number): MemberCard[] {
  const titles = new Set<string>();
  const found = Array.from({ length: CHAIN_MEMBERS }, (_, index) => index).flatMap((index) => {
    const member = cardOf(index);
    const isNew = !titles.has(member.title);
    titles.add(member.title);
    return isNew && demoMember(DEMO_SEED, index).status === 'active' ? [member] : [];
  });
  if (found.length < count) {
    throw new Error(`the demonstration has no ${count} members with names of their own`);
  }
  return found.slice(0, count);
}

/** A card of the chain that belongs to nobody. */
export const unknownCard: Scannable = {
  number: demoCardNumber(DEMO_SEED, CHAIN_MEMBERS),
  title: 'Unknown card',
};

/** Some products of the chain, all of them on the demonstration's panel. */
export const products: readonly (Scannable & { readonly priceMinor: number })[] = demoProducts(
  DEMO_SEED,
)
  .filter((_, index) => index % 17 === 0)
  .map((product) => ({
    number: eanOf(product),
    title: product.name,
    priceMinor: product.priceMinor,
  }));

const [cashier, manager] = (['cashier', 'manager'] as const).map((role) =>
  demoOperators.find((operator) => operator.role === role),
);
if (cashier === undefined || manager === undefined) {
  throw new Error('the demonstration has a cashier and a manager');
}
export const operators = { cashier, manager };
