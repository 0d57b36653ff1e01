import { useEffect, useState } from 'react';
import type { Clock } from '../../domain/ports.ts';

/** The clock's time, read anew every `intervalMs`. */
export function useNow(clock: Clock, intervalMs: number): number {
  const [nowMs, setNowMs] = useState(() => clock.nowMs());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(clock.nowMs()), intervalMs);
    return () => clearInterval(timer);
  }, [clock, intervalMs]);
  return nowMs;
}
