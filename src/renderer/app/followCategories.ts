import { createObserved, type Observed } from '../../replica/observed.ts';
import type { ProductCategory, ReferenceStore } from '../../replica/referenceStore.ts';

/** The most categories that the till offers. */
const MAXIMUM_CATEGORIES = 60;

/** The catalogue's categories, read anew whenever products change. */
export function followCategories(reference: ReferenceStore): Observed<readonly ProductCategory[]> {
  const observed = createObserved<readonly ProductCategory[]>([]);
  let reading = false;
  let again = false;

  async function read(): Promise<void> {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    do {
      again = false;
      observed.set(await reference.categories(MAXIMUM_CATEGORIES).catch(() => observed.current()));
    } while (again);
    reading = false;
  }

  reference.productChanges.subscribe(() => void read());
  void read();
  return observed;
}
