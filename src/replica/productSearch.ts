import type { Product } from '../domain/product.ts';
import { searchNameOf } from './schemas/products.ts';

/** Finds products by words of their names. */
export interface ProductSearch {
  /**
   * Products whose names hold every word of `text` (case and accents do not matter), at most `limit`: names that begin like
   * `text` first, then those with a word that does, then the rest; each by name.
   */
  find(text: string, limit: number): Product[];
}

/** How well a name fits: the lower, the better. */
type Rank = 0 | 1 | 2;

/** A search over `products`, which costs one pass over all names a question. */
export function createProductSearch(products: readonly Product[]): ProductSearch {
  const rows = products
    .map((product) => ({ product, name: searchNameOf(product.name) }))
    .sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  return {
    find(text, limit) {
      const wanted = searchNameOf(text).trim();
      const words = wanted.split(/\s+/);
      const found: [Product[], Product[], Product[]] = [[], [], []];
      for (const { product, name } of rows) {
        if (words.every((word) => name.includes(word))) {
          const rank = rankOf(name, wanted);
          if (found[rank].length < limit) {
            found[rank].push(product);
          }
        }
      }
      return found.flat().slice(0, limit);
    },
  };
}

function rankOf(name: string, wanted: string): Rank {
  if (name.startsWith(wanted)) {
    return 0;
  }
  return ` ${name.replace(/[^\p{L}\p{N}]+/gu, ' ')}`.includes(` ${wanted}`) ? 1 : 2;
}
