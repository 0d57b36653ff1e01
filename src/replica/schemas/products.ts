import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { Product } from '../../domain/product.ts';

/** A product with what it is looked up by. */
export type ProductDocument = { -readonly [Key in keyof Product]: Product[Key] } & {
  /** The name as it is searched: see `searchNameOf`. */
  searchName: string;
};

/** The longest part of a name that is searched, in UTF-16 code units. */
const MAXIMUM_SEARCH_NAME = 80;

export const productsSchema: RxJsonSchema<ProductDocument> = {
  version: 0,
  primaryKey: 'productId',
  type: 'object',
  properties: {
    productId: { type: 'string', maxLength: 64 },
    gtin: { type: 'string', maxLength: 14 },
    name: { type: 'string' },
    categoryId: { type: 'string', maxLength: 64 },
    categoryName: { type: 'string' },
    priceMinor: { type: 'integer' },
    searchName: { type: 'string', maxLength: MAXIMUM_SEARCH_NAME },
  },
  required: ['productId', 'gtin', 'name', 'categoryId', 'categoryName', 'priceMinor', 'searchName'],
  indexes: ['gtin', 'searchName', ['categoryId', 'searchName']],
};

/** A name as it is searched: lower case, without accents (Unicode NFD, marks removed), bounded. */
export function searchNameOf(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, MAXIMUM_SEARCH_NAME);
}
