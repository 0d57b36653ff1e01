import { createObserved, type Observed } from '../../replica/observed.ts';
import type { ProductCategory, ReferenceStore } from '../../replica/referenceStore.ts';

/** The most categories that the till offers. */
const MAXIMUM_CATEGORIES = 60;

/** The catalogue's categories, read anew whenever products change. */
export function followCategories(reference: ReferenceStore): Observed<readonly ProductCategory[]> {
  const observed = createObserved<readonly ProductCategory[]>([]);
  let reading: Promise<void> = Promise.resolve();
  const read = () => {
    reading = reading.then(async () => {
      observed.set(await reference.categories(MAXIMUM_CATEGORIES).catch(() => observed.current()));
    });
  };
  reference.productChanges.subscribe(read);
  read();
  return observed;
}
