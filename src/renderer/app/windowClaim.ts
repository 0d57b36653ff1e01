import { createObserved, type Observed } from '../../replica/observed.ts';

/** Whether this window is the till: `asking` at first, `elsewhere` while another window of this browser is. */
export type WindowPlace = 'asking' | 'here' | 'moving' | 'elsewhere';

/** This window's claim to be the one in which the terminal runs. */
export interface WindowClaim {
  readonly place: Observed<WindowPlace>;
  /** Moves the terminal here: the other window is asked to let go, and made to where it does not answer. */
  takeOver(): void;
  /** Calls `letGo` when another window wants the terminal; resolves once nothing is under way here. */
  onWanted(letGo: () => Promise<void>): void;
}

/** What a claim works with. */
export interface WindowPorts {
  readonly locks: Pick<LockManager, 'request'>;
  /** A channel between the windows of one host. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  readonly sleep: (durationMs: number) => Promise<void>;
  /** Loads this window anew, which drops everything that it holds. */
  readonly reload: () => void;
}

/** How long the other window has for a sale that is being approved before the terminal is taken from it. */
export const LET_GO_TIMEOUT_MS = 8000;

const LOCK = 'loyalty-terminal';
const WANTED = 'wanted';

/**
 * Claims the terminal for this window. The windows of one browser share one IndexedDB, which a single replica must own; a
 * second one that sold at the same time would show balances that are not so.
 */
export function claimWindow({ locks, channel, sleep, reload }: WindowPorts): WindowClaim {
  const place = createObserved<WindowPlace>('asking');
  let letGo: () => Promise<void> = () => Promise.resolve();

  /** Holds the lock for as long as the window lives. */
  function hold(): Promise<never> {
    place.set('here');
    return new Promise<never>(() => undefined);
  }

  async function claim(): Promise<void> {
    await locks.request(LOCK, { ifAvailable: true }, (lock) => (lock === null ? null : hold()));
    place.set('elsewhere');
    await locks.request(LOCK, hold);
  }

  channel.addEventListener('message', ({ data }) => {
    if (data === WANTED && place.current() === 'here') {
      void letGo().then(reload);
    }
  });
  // A lock ends before its window only where another window took it away.
  claim().catch(reload);
  return {
    place,
    takeOver() {
      if (place.current() !== 'elsewhere') {
        return;
      }
      place.set('moving');
      channel.postMessage(WANTED);
      void sleep(LET_GO_TIMEOUT_MS).then(() => {
        if (place.current() === 'moving') {
          locks.request(LOCK, { steal: true }, hold).catch(reload);
        }
      });
    },
    onWanted(listener) {
      letGo = listener;
    },
  };
}
