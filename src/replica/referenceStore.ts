import type { Operator } from '../domain/operator.ts';
import type { Product } from '../domain/product.ts';
import type { Programme } from '../domain/programme.ts';
import type { Observed } from './observed.ts';
import type { TerminalSetting } from './schemas/settings.ts';

/** A product category, as the catalogue's products name it. */
export interface ProductCategory {
  readonly categoryId: string;
  readonly categoryName: string;
}

/** What the ledger owns and every terminal holds whole. */
export interface ReferenceStore {
  /** All versions of the programme; `programmeInEffect` of the domain chooses. */
  readonly programmes: Observed<readonly Programme[]>;
  /** Those who may sign on, by display name. */
  readonly operators: Observed<readonly Operator[]>;
  /** Null before the first pull. */
  readonly setting: Observed<TerminalSetting | null>;
  /** Categories that have products, by name. */
  readonly categories: Observed<readonly ProductCategory[]>;
  /** Grows by one whenever products changed. */
  readonly productChanges: Observed<number>;
  /** The product with this GTIN-14, or null. */
  productByGtin(gtin: string): Promise<Product | null>;
  /** Products of which a name starts with `prefix` (case and accents do not matter), by name, at most `limit`. */
  searchProducts(prefix: string, limit: number): Promise<Product[]>;
  /** A category's products for quick buttons, by name, at most `limit`. */
  productsOfCategory(categoryId: string, limit: number): Promise<Product[]>;
}
