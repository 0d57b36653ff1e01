import { assert } from '../../domain/assert.ts';
import type { DemoCardsResponse } from '../../protocol/demoCards.ts';
import type { Chain } from '../chain/chain.ts';
import { demoProgramme } from './demoChain.ts';
import { demoCardNumber, demoMember } from './demoMember.ts';
import { demoProducts, eanOf } from './demoProducts.ts';
import { demoOperators } from './demoStaff.ts';

const CARDS = 9;
const EVERY_NTH_PRODUCT = 17;

/** What the demonstration shows on its panel: made again from the seed, for the ledger keeps no card numbers. */
export function demoCards(chain: Chain): DemoCardsResponse {
  const { demonstration } = chain;
  assert(demonstration !== null, 'only the demonstration shows cards');
  const { seed, members } = demonstration;
  const cards = Array.from({ length: Math.min(CARDS, members) }, (_, index) => {
    const member = demoMember(seed, index);
    const tier = demoProgramme.tiers.find(({ tierId }) => tierId === member.tierId);
    const blocked = member.status === 'blocked' ? ' (blocked)' : '';
    return {
      number: member.cardNumber,
      displayName: `${member.displayName}${blocked}`,
      tierName: tier?.name ?? member.tierId,
    };
  });
  return {
    cards: [
      ...cards,
      {
        number: demoCardNumber(seed, members),
        displayName: 'Unknown card',
        tierName: 'Not linked',
      },
    ],
    products: demoProducts(seed)
      .filter((_, index) => index % EVERY_NTH_PRODUCT === 0)
      .map((product) => ({ gtin: eanOf(product), name: product.name })),
    operators: demoOperators.map(({ displayName, role, pin }) => ({ displayName, role, pin })),
  };
}
