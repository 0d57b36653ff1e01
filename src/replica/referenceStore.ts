import type { RxCollection, RxDocument } from 'rxdb/plugins/core';
import type { Operator } from '../domain/operator.ts';
import type { Product } from '../domain/product.ts';
import type { Programme } from '../domain/programme.ts';
import { follow } from './follow.ts';
import { createObserved, type Observed } from './observed.ts';
import type { OperatorDocument } from './schemas/operators.ts';
import { createProductSearch, type ProductSearch } from './productSearch.ts';
import type { ProductDocument } from './schemas/products.ts';
import type { ProgrammeDocument } from './schemas/programmes.ts';
import type { SettingDocument, TerminalSetting } from './schemas/settings.ts';

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
  /** Grows by one whenever products changed. */
  readonly productChanges: Observed<number>;
  /** The product with this GTIN-14, or null. */
  productByGtin(gtin: string): Promise<Product | null>;
  /** Products whose names hold every word of `text`, best first, at most `limit`: see `ProductSearch`. */
  searchProducts(text: string, limit: number): Promise<Product[]>;
  /** Categories that have products, by id, at most `limit`. */
  categories(limit: number): Promise<ProductCategory[]>;
  /** A category's products for quick buttons, by name, at most `limit`. */
  productsOfCategory(categoryId: string, limit: number): Promise<Product[]>;
}

/** What a reference store reads. */
export interface ReferenceSources {
  readonly programmes: RxCollection<ProgrammeDocument>;
  readonly products: RxCollection<ProductDocument>;
  readonly operators: RxCollection<OperatorDocument>;
  readonly settings: RxCollection<SettingDocument>;
}

/** Opens the chain's rules, catalogue, operators and settings. */
export async function openReferenceStore(sources: ReferenceSources): Promise<ReferenceStore> {
  const { products } = sources;
  const productChanges = createObserved(0);
  let productSearch: Promise<ProductSearch> | null = null;
  const readNames = async () => {
    try {
      return createProductSearch((await products.find().exec()).map(productOf));
    } catch (error) {
      productSearch = null;
      throw error;
    }
  };
  products.storageInstance.changeStream().subscribe(() => {
    productSearch = null;
    productChanges.set(productChanges.current() + 1);
  });
  return {
    programmes: await follow(sources.programmes, (documents) =>
      documents.map((document) => document.programme),
    ),
    operators: await follow(sources.operators, (documents) =>
      documents
        .map((document) => document.operator)
        .sort((left, right) => left.displayName.localeCompare(right.displayName)),
    ),
    setting: await follow(
      sources.settings,
      (documents) =>
        documents.find((document) => document.settingId === 'terminal')?.setting ?? null,
    ),
    productChanges,
    async productByGtin(gtin) {
      const [found] = await products.find({ selector: { gtin }, limit: 1 }).exec();
      return found === undefined ? null : productOf(found);
    },
    async searchProducts(text, limit) {
      // Names are held in memory from the first search on: an index of the database finds only their beginnings.
      const search = (productSearch ??= readNames());
      return (await search).find(text, limit);
    },
    async categories(limit) {
      const found: ProductCategory[] = [];
      while (found.length < limit) {
        const selector = { categoryId: { $gt: found.at(-1)?.categoryId ?? '' } };
        const sort = [{ categoryId: 'asc' as const }, { searchName: 'asc' as const }];
        const [next] = await products.find({ selector, sort, limit: 1 }).exec();
        if (next === undefined) {
          break;
        }
        found.push({ categoryId: next.categoryId, categoryName: next.categoryName });
      }
      return found;
    },
    async productsOfCategory(categoryId, limit) {
      const sort = [{ categoryId: 'asc' as const }, { searchName: 'asc' as const }];
      const found = await products.find({ selector: { categoryId }, sort, limit }).exec();
      return found.map(productOf);
    },
  };
}

function productOf(document: RxDocument<ProductDocument>): Product {
  const { productId, gtin, name, categoryId, categoryName, priceMinor } = document.toMutableJSON();
  return { productId, gtin, name, categoryId, categoryName, priceMinor };
}
