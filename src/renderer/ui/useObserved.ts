import { useCallback, useSyncExternalStore } from 'react';
import type { Observed } from '../../replica/observed.ts';

/** The present value of `observed`; renders anew when it changes. */
export function useObserved<Value>(observed: Observed<Value>): Value {
  const subscribe = useCallback((listener: () => void) => observed.subscribe(listener), [observed]);
  return useSyncExternalStore(subscribe, () => observed.current());
}
