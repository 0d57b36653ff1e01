import { cardTokenOf } from '../../src/ledger/chain/crypto.ts';
import { demoMember } from '../../src/ledger/demonstration/demoMember.ts';
import { SIM_CHAIN } from './simChain.ts';

/** A member of the simulated chain. */
export interface SimMember {
  readonly memberId: string;
  readonly cardToken: string;
  readonly openingPoints: number;
  readonly status: 'active' | 'blocked';
}

/** The members of the simulated chain, those with the fewest points first: they are the ones who overspend. */
export function simMembers(): SimMember[] {
  const members = Array.from({ length: SIM_CHAIN.demonstration?.members ?? 0 }, (_, index) => {
    const { memberId, cardNumber, openingPoints, status } = demoMember(1, index);
    const cardToken = cardTokenOf(SIM_CHAIN.tokenKey, { scheme: 'number', value: cardNumber });
    return { memberId, cardToken, openingPoints, status };
  });
  const rank = ({ status, openingPoints }: SimMember): number =>
    status === 'blocked' ? Number.MAX_SAFE_INTEGER : openingPoints;
  return members.toSorted((one, other) => rank(one) - rank(other));
}

/** The few members who do all the shopping, so that they meet themselves at other tills. */
export function regularsOf(members: readonly SimMember[]): readonly SimMember[] {
  return members.slice(0, 4);
}
