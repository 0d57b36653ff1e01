import type { StreamEvent } from '../../protocol/stream.ts';

type Topics = StreamEvent['topics'];

/** After an event the next ones wait so long and come as one. */
const CALM_MS = 50;

/** Passes topics on at once, and no more often than every 50 ms: what comes in between is told together. */
export interface CalmTopics {
  heard(topics: Topics): void;
  /** Tells nothing any more. */
  stop(): void;
}

/** A ledger that floods its stream must not keep the till from selling. */
export function calmTopics(tell: (topics: Topics) => void): CalmTopics {
  const waiting = new Set<Topics[number]>();
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (waiting.size > 0) {
      const topics = [...waiting];
      waiting.clear();
      timer = setTimeout(flush, CALM_MS);
      tell(topics);
    }
  };
  return {
    heard(topics) {
      topics.forEach((topic) => waiting.add(topic));
      if (timer === null) {
        flush();
      }
    },
    stop() {
      waiting.clear();
      if (timer !== null) {
        clearTimeout(timer);
        timer = null;
      }
    },
  };
}
