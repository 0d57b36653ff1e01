import type { ReadOutcome } from '../../../ipc/channels/devices.ts';

/** Takes a read that is not the sale's; false where it is. */
export type Interceptor = (outcome: ReadOutcome) => boolean;

/** Lets a screen other than the sale's take reads, e.g. that of returns. */
export interface Interception {
  /** Asks those who listen, the last to come first; false where none takes it. */
  take(outcome: ReadOutcome): boolean;
  /** Asks `interceptor` until the returned function is called. */
  add(interceptor: Interceptor): () => void;
}

/** An interception with nobody listening. */
export function createInterception(): Interception {
  let interceptors: readonly Interceptor[] = [];
  return {
    take: (outcome) => interceptors.some((interceptor) => interceptor(outcome)),
    add(interceptor) {
      interceptors = [interceptor, ...interceptors];
      return () => {
        interceptors = interceptors.filter((one) => one !== interceptor);
      };
    },
  };
}
