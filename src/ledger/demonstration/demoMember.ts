import { cardLabel } from '../../domain/identity/credential.ts';
import { gs1CheckDigit } from '../../domain/identity/gs1CheckDigit.ts';
import { demoStores } from './demoChain.ts';
import { pick, randomOf } from './random.ts';

const FIRST_NAMES = [
  'Anna',
  'Ben',
  'Clara',
  'David',
  'Elif',
  'Felix',
  'Greta',
  'Hassan',
  'Ida',
  'Jonas',
  'Katja',
  'Leon',
  'Mia',
  'Noah',
  'Olga',
  'Paul',
  'Quentin',
  'Rosa',
  'Samuel',
  'Tara',
  'Umut',
  'Vera',
  'Wanda',
  'Zoe',
  'Søren',
  'Łucja',
  'José',
  'Anaïs',
] as const;
const FAMILY_NAMES = [
  'Albrecht',
  'Brandt',
  'Conti',
  'Demir',
  'Engel',
  'Fischer',
  'Grünwald',
  'Hoffmann',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'Lehmann',
  'Marino',
  'Novak',
  'Öztürk',
  'Peters',
  'Richter',
  'Schäfer',
  'Tran',
  'Ullrich',
  'Vogel',
  'Winter',
  'Yılmaz',
  'Ziegler',
] as const;

/** An invented member of the demonstration chain, with one card. */
export interface DemoMember {
  readonly memberId: string;
  readonly firstName: string;
  readonly familyName: string;
  /** First name and initial, as terminals get it. */
  readonly displayName: string;
  readonly tierId: 'basic' | 'silver' | 'gold';
  readonly status: 'active' | 'blocked';
  readonly openingPoints: number;
  readonly homeStoreId: string;
  /** EAN-13 of the in-store range 29. */
  readonly cardNumber: string;
  readonly cardLabel: string;
}

/** Members that the story needs: who they are does not depend on the seed. */
const BLOCKED_INDEX = 5;
const WEALTHY_INDEX = 6;
const TIERS_OF_FIRST = ['basic', 'silver', 'gold'] as const;

/** The member of `index` (0, 1, 2, …) in the chain of `seed`. */
export function demoMember(seed: number, index: number): DemoMember {
  const next = randomOf(seed, index);
  const firstName = pick(next, FIRST_NAMES);
  const familyName = pick(next, FAMILY_NAMES);
  const level = next();
  const drawn = level < 0.7 ? 'basic' : level < 0.92 ? 'silver' : 'gold';
  const points = Math.floor(next() ** 2 * 6000);
  const cardNumber = demoCardNumber(seed, index);
  return {
    memberId: `M${String(index + 1).padStart(7, '0')}`,
    firstName,
    familyName,
    displayName: `${firstName} ${familyName.slice(0, 1)}.`,
    tierId: TIERS_OF_FIRST[index] ?? drawn,
    status: index === BLOCKED_INDEX ? 'blocked' : 'active',
    homeStoreId: demoStores[index % demoStores.length]?.storeId ?? demoStores[0].storeId,
    openingPoints: index === WEALTHY_INDEX ? 250_000 : index < 8 ? points + 1000 : points,
    cardNumber,
    cardLabel: cardLabel({ scheme: 'number', value: cardNumber }),
  };
}

/** The card number of `index`; no two indices below 10^10 share one, for the factor has no divisor in common with 10. */
export function demoCardNumber(seed: number, index: number): string {
  const spread =
    (BigInt(index) * 7_368_787_219n + BigInt(seed) * 104_729n + 1_234_567n) % 10_000_000_000n;
  const body = `29${String(spread).padStart(10, '0')}`;
  return `${body}${gs1CheckDigit(body)}`;
}
