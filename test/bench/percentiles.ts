/** A distribution of durations in milliseconds. */
export interface DurationsMs {
  readonly p50: number;
  readonly p99: number;
}

/**
 * The sample below or at which `share` (above 0, up to 1) of all samples lie: the nearest rank, a measured one and not an
 * interpolated one. NaN without samples.
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil(sorted.length * share));
  return sorted[rank - 1] ?? NaN;
}

/** Median and 99th percentile of `samples`. */
export function durationsOf(samples: readonly number[]): DurationsMs {
  return { p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}
