import { gs1CheckDigit } from '../../domain/identity/gs1CheckDigit.ts';
import { assert } from '../../domain/assert.ts';
import type { Product } from '../../domain/product.ts';
import { randomOf } from './random.ts';

interface Category {
  readonly categoryId: string;
  readonly name: string;
  readonly priceFromMinor: number;
  readonly priceToMinor: number;
  /** Five things, each in four variants. */
  readonly things: readonly string[];
  readonly variants: readonly string[];
}

export const BONUS_CATEGORIES = ['bakery', 'produce'] as const;
export const EXCLUDED_CATEGORY = 'gift-cards';
export const OPEN_CATEGORY = 'general';

const categories: readonly Category[] = [
  {
    categoryId: 'bakery',
    name: 'Bakery',
    priceFromMinor: 89,
    priceToMinor: 599,
    things: ['Rye bread', 'Baguette', 'Butter croissant', 'Seed roll', 'Plum cake'],
    variants: ['small', 'large', 'organic', 'of the day'],
  },
  {
    categoryId: 'produce',
    name: 'Fruit and vegetables',
    priceFromMinor: 99,
    priceToMinor: 499,
    things: ['Apples', 'Tomatoes', 'Carrots', 'Pears', 'Potatoes'],
    variants: ['500 g', '1 kg', 'organic 500 g', 'organic 1 kg'],
  },
  {
    categoryId: 'dairy',
    name: 'Dairy',
    priceFromMinor: 79,
    priceToMinor: 649,
    things: ['Milk', 'Yoghurt', 'Butter', 'Gouda', 'Quark'],
    variants: ['plain', 'light', 'organic', 'family size'],
  },
  {
    categoryId: 'drinks',
    name: 'Drinks',
    priceFromMinor: 69,
    priceToMinor: 1299,
    things: ['Mineral water', 'Apple juice', 'Lemonade', 'Ground coffee', 'Green tea'],
    variants: ['single', 'pack of 4', 'pack of 6', 'organic'],
  },
  {
    categoryId: 'pantry',
    name: 'Pantry',
    priceFromMinor: 99,
    priceToMinor: 899,
    things: ['Spaghetti', 'Basmati rice', 'Olive oil', 'Oat flakes', 'Honey'],
    variants: ['250 g', '500 g', '1 kg', 'organic'],
  },
  {
    categoryId: 'household',
    name: 'Household',
    priceFromMinor: 149,
    priceToMinor: 1499,
    things: ['Washing powder', 'Dish soap', 'Kitchen roll', 'Bin liners', 'Sponges'],
    variants: ['small', 'large', 'refill', 'eco'],
  },
  {
    categoryId: 'care',
    name: 'Personal care',
    priceFromMinor: 129,
    priceToMinor: 1999,
    things: ['Shampoo', 'Hand cream', 'Toothpaste', 'Shower gel', 'Sun lotion'],
    variants: ['mint', 'lemon', 'unscented', 'sensitive'],
  },
  {
    categoryId: 'stationery',
    name: 'Stationery',
    priceFromMinor: 59,
    priceToMinor: 1299,
    things: ['Notebook', 'Ball pen', 'Envelopes', 'Crayons', 'Calendar'],
    variants: ['blue', 'red', 'green', 'black'],
  },
  {
    categoryId: 'general',
    name: 'General',
    priceFromMinor: 199,
    priceToMinor: 4999,
    things: ['Umbrella', 'Candle', 'Flower pot', 'Batteries', 'Tea towel'],
    variants: ['small', 'medium', 'large', 'set'],
  },
  {
    categoryId: 'gift-cards',
    name: 'Gift cards',
    priceFromMinor: 1000,
    priceToMinor: 1000,
    things: [
      'Gift card cinema',
      'Gift card books',
      'Gift card music',
      'Gift card games',
      'Gift card travel',
    ],
    variants: ['10', '20', '25', '50'],
  },
];

/** The 200 products of the chain, 20 in each of 10 categories. Their GTINs are no in-store numbers, so none is a card. */
export function demoProducts(seed: number): Product[] {
  const next = randomOf(seed, -2);
  return categories.flatMap((category, categoryIndex) =>
    category.things.flatMap((thing, thingIndex) =>
      category.variants.map((variant, variantIndex): Product => {
        const number = categoryIndex * 20 + thingIndex * 4 + variantIndex + 1;
        const body = `4012345${String(number).padStart(5, '0')}`;
        const span = category.priceToMinor - category.priceFromMinor;
        const drawn = category.priceFromMinor + Math.floor((next() * span) / 10) * 10;
        const giftValue = Number(variant) * 100;
        return {
          productId: `P${String(number).padStart(4, '0')}`,
          gtin: `0${body}${gs1CheckDigit(body)}`,
          name: `${thing} ${variant}`,
          categoryId: category.categoryId,
          categoryName: category.name,
          priceMinor: category.categoryId === EXCLUDED_CATEGORY ? giftValue : drawn,
        };
      }),
    ),
  );
}

/** The EAN-13 on the pack of a product of the demonstration. */
export function eanOf(product: Product): string {
  assert(product.gtin.startsWith('0'), 'the demonstration sells by EAN-13');
  return product.gtin.slice(1);
}
