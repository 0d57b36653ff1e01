import type { MetricFamily, MetricSample } from './prometheusText.ts';

/** Routes are a bounded set; what is none of them counts as one. */
const NO_ROUTE = 'none';

/** Counts this process's answered requests by route and status. */
export class RequestCounts {
  readonly #counts = new Map<
    string,
    { labels: Record<string, string>; count: number; ms: number }
  >();

  /** Notes an answer; `route` is the pattern of the address, never the address itself. */
  note(method: string, route: string | undefined, status: number, durationMs: number): void {
    const labels = { method, route: route ?? NO_ROUTE, status: String(status) };
    const key = JSON.stringify(labels);
    const present = this.#counts.get(key) ?? { labels, count: 0, ms: 0 };
    this.#counts.set(key, {
      labels,
      count: present.count + 1,
      ms: present.ms + durationMs,
    });
  }

  families(): MetricFamily[] {
    const all = [...this.#counts.values()];
    const samples = (value: (one: (typeof all)[number]) => number): MetricSample[] =>
      all.map((one) => ({ labels: one.labels, value: value(one) }));
    return [
      {
        name: 'loyalty_requests_total',
        help: 'Requests that this process answered.',
        type: 'counter',
        samples: samples(({ count }) => count),
      },
      {
        name: 'loyalty_request_seconds_total',
        help: 'Time that this process took to answer them.',
        type: 'counter',
        samples: samples(({ ms }) => ms / 1000),
      },
    ];
  }
}
