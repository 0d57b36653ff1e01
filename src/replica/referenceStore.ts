import type { RxCollection, RxDocument } from 'rxdb/plugins/core';
import type { Operator } from '../domain/operator.ts';
import type { Product } from '../domain/product.ts';
import type { Programme } from '../domain/programme.ts';
import { createObserved, type Observed } from './observed.ts';
import type { OperatorDocument } from './schemas/operators.ts';
import { searchNameOf, type ProductDocument } from './schemas/products.ts';
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
  /** Products of which the name starts with `prefix` (case and accents do not matter), by name, at most `limit`. */
  searchProducts(prefix: string, limit: number): Promise<Product[]>;
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

/** Holds all documents of a small collection in memory, mapped by `read` whenever one changes. */
async function follow<Document, Value>(
  collection: RxCollection<Document>,
  read: (documents: readonly Document[]) => Value,
): Promise<Observed<Value>> {
  const load = async () => {
    const documents = await collection.find().exec();
    return read(documents.map((document) => document.toMutableJSON()));
  };
  const observed = createObserved(await load());
  let queue: Promise<void> = Promise.resolve();
  collection.storageInstance.changeStream().subscribe(() => {
    queue = queue
      .then(async () => observed.set(await load()))
      // The store was closed while the change was read: nobody looks any more.
      .catch(() => undefined);
  });
  return observed;
}

/** Opens the chain's rules, catalogue, operators and settings. */
export async function openReferenceStore(sources: ReferenceSources): Promise<ReferenceStore> {
  const { products } = sources;
  const productChanges = createObserved(0);
  products.storageInstance
    .changeStream()
    .subscribe(() => productChanges.set(productChanges.current() + 1));
  const bySearchName = [{ searchName: 'asc' as const }];
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
    async searchProducts(prefix, limit) {
      const from = searchNameOf(prefix);
      const selector = { searchName: { $gte: from, $lt: `${from}\uffff` } };
      const found = await products.find({ selector, sort: bySearchName, limit }).exec();
      return found.map(productOf);
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
