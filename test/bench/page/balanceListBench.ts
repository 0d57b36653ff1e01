import type { BalanceQuery } from '../../../src/replica/balanceList.ts';
import { createBalanceList } from '../../../src/replica/createBalanceList.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import type { BalanceListFigures } from '../figures.ts';

/** What a manager may ask, one after another. */
const queries: readonly BalanceQuery[] = [
  { search: '', sort: 'name', descending: false },
  { search: '', sort: 'balance', descending: true },
  { search: 'an', sort: 'name', descending: false },
  { search: 'an', sort: 'balance', descending: true },
  { search: '47', sort: 'tier', descending: false },
  { search: 'nobody has this name', sort: 'name', descending: false },
];

/** Notes how long the page's event loop was busy at a time, until the returned function is called. */
function watchEventLoop(): () => number[] {
  const busyMs: number[] = [];
  const { port1, port2 } = new MessageChannel();
  let lastMs = performance.now();
  let watching = true;
  port1.onmessage = () => {
    const nowMs = performance.now();
    busyMs.push(nowMs - lastMs);
    lastMs = nowMs;
    if (watching) {
      port2.postMessage(null);
    }
  };
  port2.postMessage(null);
  return () => {
    watching = false;
    return busyMs;
  };
}

/** Opens the manager's list over a filled replica, then asks it. */
export async function measureBalanceList(
  replica: Replica,
  rounds: number,
): Promise<BalanceListFigures> {
  const stopWatching = watchEventLoop();
  const startMs = performance.now();
  const list = createBalanceList(replica);
  await new Promise<void>((resolve) => {
    const stop = list.progress.subscribe(() => {
      if (list.progress.current().complete) {
        stop();
        resolve();
      }
    });
  });
  const completeMs = performance.now() - startMs;
  const busyMs = stopWatching();
  const queryMs: number[] = [];
  let cards = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const askedMs = performance.now();
      const result = list.query(query);
      result.rows(0, 50);
      queryMs.push(performance.now() - askedMs);
      cards = Math.max(cards, result.total);
    }
  }
  list.close();
  busyMs.sort((left, right) => left - right);
  queryMs.sort((left, right) => left - right);
  const at = (sorted: readonly number[], share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    cards,
    completeMs,
    longestTaskMs: at(busyMs, 1),
    tasksOver16Ms: busyMs.filter((ms) => ms > 16).length,
    query: { p50Ms: at(queryMs, 0.5), p99Ms: at(queryMs, 0.99) },
  };
}
