import type { Clock } from '../domain/ports.ts';
import type { Replica } from '../replica/replica.ts';
import type { LedgerLine } from './ledgerLine.ts';
import { leaseRequestOf, leasesToGiveBack, type LeaseSituation } from './leaseRequest.ts';

/** How many of the newest transactions say whom the terminal serves, and what it spent from its leases. */
const LATEST_TRANSACTIONS = 500;

/** A recalled lease is learnt by one exchange and given back by the next. */
const EXCHANGES_A_ROUND = 2;

/** The keeping of this terminal's leases. */
export interface LeaseKeeping {
  /** Tells the ledger of the leases and hears what they are, after what is under way; resolves when there is no more to say. */
  exchange(): Promise<void>;
  close(): void;
}

/**
 * Keeps this terminal's leases: asks for those of members whom it served lately, renews them, and gives back what is recalled,
 * has lapsed or is used up. Where the ledger gives no answer the next occasion asks again.
 */
export function startLeases(
  replica: Replica,
  line: LedgerLine,
  clock: Clock,
  onStoreFault: (message: string) => void,
): LeaseKeeping {
  const { leases, transactions } = replica;
  let closed = false;
  let wanted = false;
  let running: Promise<void> | null = null;

  const situation = async (): Promise<LeaseSituation> => {
    const latest = await transactions.latest(LATEST_TRANSACTIONS);
    return {
      leases: leases.all.current(),
      latest: latest.map(({ body }) => body),
      lastSequence: transactions.lastSequence.current(),
      nowMs: clock.nowMs(),
    };
  };

  const round = async () => {
    for (let exchanges = 0; exchanges < EXCHANGES_A_ROUND; exchanges += 1) {
      await leases.giveBack(leasesToGiveBack(await situation()));
      const answer = await line.attempt('leases', leaseRequestOf(await situation()));
      if (!answer.ok) {
        return;
      }
      await leases.replace(answer.value.leases);
      const more = answer.value.leases.some(({ state }) => state === 'recalled');
      if (!more) {
        return;
      }
    }
  };

  const run = async () => {
    while (wanted && !closed) {
      wanted = false;
      await round().catch(() => onStoreFault('The leases cannot be written to the replica.'));
    }
    running = null;
  };

  // What is given back is taken only once all that was sealed before has come: then it is said again.
  const stopListening = transactions.pendingCount.subscribe(() => {
    const waits = leases.all.current().some(({ givingBack }) => givingBack);
    if (transactions.pendingCount.current() === 0 && waits) {
      void exchange();
    }
  });

  const exchange = () => {
    wanted = true;
    running ??= run();
    return running;
  };

  return {
    exchange,
    close() {
      closed = true;
      stopListening();
    },
  };
}
