import { useSyncExternalStore } from 'react';
import type { Observed } from '../../replica/observed.ts';

/** The present value of `observed`; renders anew when it changes. */
export function useObserved<Value>(observed: Observed<Value>): Value {
  return useSyncExternalStore(observed.subscribe, observed.current);
}
