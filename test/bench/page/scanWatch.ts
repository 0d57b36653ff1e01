/** Whom the screen must show, word for word. */
export interface ExpectedMember {
  readonly displayName: string;
  readonly cardLabel: string;
  readonly confirmedPoints: number;
}

/** When things happened in the page, in milliseconds of the page's own monotonic clock. */
export interface ScanSighting {
  /** The host's message with the read arrived. */
  readonly readAtMs: number;
  /** Name, card and balance stood in the document. */
  readonly shownAtMs: number;
  /** The frame with them was painted. */
  readonly paintedAtMs: number;
}

/** What the page under measurement does for the bench. */
export interface ScanWatch {
  /** The page's monotonic clock. */
  now(): number;
  /** Resolves when the member is painted on the screen; rejects after 10 s. */
  sighting(expected: ExpectedMember): Promise<ScanSighting>;
  /** Resolves when the host's next message with a read arrives, with that moment; rejects after 10 s. */
  nextRead(): Promise<number>;
  /** The pages of members that the replica holds. */
  countPages(): Promise<number>;
  /** Copies the replica's pages into a database without any library; the mean length of a page's rows, in characters. */
  copyPages(): Promise<number>;
  /** How long one `get` of a page from that copy takes, in milliseconds; another page every time. */
  bareReadMs(): Promise<number>;
}

declare global {
  interface Window {
    benchScan: ScanWatch;
  }
}

/**
 * Watches the terminal's page from outside of its code. Runs in the page before any of its scripts, and is sent there as
 * text: nothing from outside of this function exists there.
 */
export function installScanWatch(): void {
  const GIVE_UP_MS = 10_000;
  const bare: { database: IDBDatabase | null; keys: IDBValidKey[]; next: number } = {
    database: null,
    keys: [],
    next: 0,
  };
  let readAtMs = NaN;
  let heardRead: () => void = () => undefined;

  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (typeof data === 'string' && data.includes('"devices.read"')) {
          readAtMs = performance.now();
          heardRead();
        }
      });
    }
  };

  function isShown({ displayName, cardLabel, confirmedPoints }: ExpectedMember): boolean {
    const panel = document.querySelector('section[aria-label="Member"]');
    const balance = panel?.querySelector('[data-testid="balance-confirmed"]');
    return (
      panel?.querySelector('h2')?.textContent === displayName &&
      panel.textContent.includes(cardLabel) &&
      balance?.getAttribute('data-points') === String(confirmedPoints)
    );
  }

  /** A message posted in a frame's callback is handled after that frame was painted. */
  function afterPaint(then: () => void): void {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(null);
    });
  }

  function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('IndexedDB failed'));
    });
  }

  async function openPages(): Promise<IDBDatabase | null> {
    const databases = await indexedDB.databases();
    const name = databases.find((database) => database.name?.endsWith('--memberPages'))?.name;
    return name === undefined ? null : settled(indexedDB.open(name));
  }

  window.benchScan = {
    now: () => performance.now(),
    sighting: (expected) =>
      new Promise((resolve, reject) => {
        readAtMs = NaN;
        const timer = setTimeout(() => {
          observer.disconnect();
          reject(new Error('the member scanned did not come to the screen'));
        }, GIVE_UP_MS);
        const observer = new MutationObserver(() => {
          if (isShown(expected)) {
            const shownAtMs = performance.now();
            observer.disconnect();
            clearTimeout(timer);
            afterPaint(() => resolve({ readAtMs, shownAtMs, paintedAtMs: performance.now() }));
          }
        });
        observer.observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
      }),
    nextRead: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error('the read did not come to the page'));
        }, GIVE_UP_MS);
        heardRead = () => {
          clearTimeout(timer);
          resolve(readAtMs);
        };
      }),
    async countPages() {
      const database = await openPages();
      const count = await (database === null
        ? 0
        : settled(database.transaction('docs').objectStore('docs').count()));
      database?.close();
      return count;
    },
    async copyPages() {
      const database = await openPages();
      if (database === null) {
        throw new Error('the replica has no pages');
      }
      const pages: unknown[] = await settled(
        database.transaction('docs').objectStore('docs').getAll(),
      );
      database.close();
      const request = indexedDB.open('bench-bare', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('pages');
      const copy = await settled(request);
      const transaction = copy.transaction('pages', 'readwrite');
      pages.forEach((page, index) => transaction.objectStore('pages').put(page, index));
      await new Promise((resolve) => {
        transaction.oncomplete = resolve;
      });
      bare.database = copy;
      bare.keys = pages.map((_, index) => index);
      const lengths = pages.map((page) => {
        const rows: unknown =
          typeof page === 'object' && page !== null ? Reflect.get(page, 'rows') : null;
        return typeof rows === 'string' ? rows.length : 0;
      });
      return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
    },
    async bareReadMs() {
      const { database, keys } = bare;
      if (database === null) {
        throw new Error('copy the pages before');
      }
      // A stride without a divisor in common with most counts visits the pages in no order of theirs.
      bare.next = (bare.next + 97) % keys.length;
      const startMs = performance.now();
      await settled(
        database
          .transaction('pages')
          .objectStore('pages')
          .get(keys[bare.next] ?? 0),
      );
      return performance.now() - startMs;
    },
  };
}
