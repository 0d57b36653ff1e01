import type { Page } from '@playwright/test';

/**
 * All that the page has stored in the browser, as text: every record of every IndexedDB database, both kinds of web storage,
 * cookies and cached answers. The browser compresses what it writes to its files; here it says it itself.
 */
export async function pageStorage(page: Page): Promise<string> {
  const stored = await page.evaluate(async () => {
    const request = <Value>(asked: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error ?? new Error('the request failed'));
      });
    const lines: string[] = [
      JSON.stringify(Object.entries(localStorage)),
      JSON.stringify(Object.entries(sessionStorage)),
      document.cookie,
    ];
    for (const { name } of await indexedDB.databases()) {
      const database = await request(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const records = database.transaction(store).objectStore(store);
        const keys = await request(records.getAllKeys());
        const values = await request(records.getAll());
        lines.push(`${String(name)} ${store}`, JSON.stringify(keys), JSON.stringify(values));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const kept of await cache.keys()) {
        lines.push(kept.url, (await (await cache.match(kept))?.text()) ?? '');
      }
    }
    return lines.join('\n');
  });
  return stored;
}
