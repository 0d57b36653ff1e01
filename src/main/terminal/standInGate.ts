import type { Clock } from '../../domain/ports.ts';
import type { StandInRule } from '../../domain/programme.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import {
  redemptionOf,
  type RedemptionAuthorisation,
  type SaleDraft,
  type SealedTransaction,
  type TransactionBody,
  type TransactionDraft,
  type TransactionRedemption,
} from '../../domain/transaction.ts';
import type { Journal } from '../journal/journal.ts';
import { SerialQueue } from '../journal/serialQueue.ts';
import type { RedemptionLimits } from '../settings/redemptionLimits.ts';

/** So many redemptions may wait for each other; a till has one cashier. */
const MAXIMUM_WAITING = 64;
/** So many transactions are read at once. */
const READ_AT_ONCE = 200;

const DAY_MS = 86_400_000;

/** What this terminal authorised by itself for a member. */
interface StandInSpending {
  readonly sequence: number;
  readonly occurredAtMs: number;
  readonly memberId: string;
  readonly points: number;
}

/** What the gate knows by itself. */
interface StandInGateOptions {
  /** The limits that the host has heard from the ledger. */
  readonly limits: Pick<RedemptionLimits, 'of'>;
  readonly clock: Clock;
}

/** What a redemption must keep to. */
type StandInSale = SaleDraft & {
  readonly redemption: TransactionRedemption & {
    readonly authorisation: Extract<RedemptionAuthorisation, { kind: 'standIn' }>;
  };
};

/**
 * Lets no redemption be sealed that this terminal may not authorise by itself, but by a manager's override: where the host
 * knows the rules, none in a mode that is not stand-in, and none above its limits; what of one member the ledger does not
 * have yet never exceeds the floor limit, nor that which the sale names. The journal is asked, not the page, so that no window
 * and no lost replica can go beyond. How old the replica is only the page knows.
 */
export class StandInGate {
  readonly #options: StandInGateOptions;
  readonly #queue = new SerialQueue(MAXIMUM_WAITING);
  #spendings: StandInSpending[] | null = null;
  #settledSequence = 0;

  constructor(options: StandInGateOptions) {
    this.#options = options;
  }

  /** Takes note that the ledger has applied this terminal's transactions up to here. */
  settle(sequence: number): void {
    this.#settledSequence = Math.max(this.#settledSequence, sequence);
  }

  /** Seals what is within the limit, or has nothing to do with it; null for what is not. */
  async pass<Failure>(
    journal: Pick<Journal, 'read' | 'status'>,
    draft: TransactionDraft,
    seal: () => Promise<Result<SealedTransaction, Failure>>,
  ): Promise<Result<SealedTransaction, Failure> | null> {
    if (!isStandIn(draft)) {
      return seal();
    }
    return this.#queue.add(async () => {
      const unsettled = await this.#unsettled(journal);
      if (!unsettled.ok || !this.#allows(draft, unsettled.value)) {
        return null;
      }
      const sealed = await seal();
      if (sealed.ok) {
        this.#spendings = [...unsettled.value, ...spendingOf(sealed.value.body)];
      }
      return sealed;
    });
  }

  #allows(draft: StandInSale, unsettled: readonly StandInSpending[]): boolean {
    const { points, authorisation } = draft.redemption;
    if (authorisation.override !== undefined) {
      return true;
    }
    const known = this.#options.limits.of(draft.programmeId, draft.programmeVersion);
    const rule: Omit<StandInRule, 'maximumStalenessMs'> = known?.standIn ?? authorisation;
    const { floorLimitPoints, transactionLimitPoints, terminalDayLimitPoints } = rule;
    const memberId = memberIdOf(draft);
    const ofMember = unsettled.filter((one) => one.memberId === memberId);
    const nowMs = this.#options.clock.nowMs();
    const ofDay = unsettled.filter(({ occurredAtMs }) => Math.abs(nowMs - occurredAtMs) < DAY_MS);
    return (
      (known?.mode ?? 'standIn') === 'standIn' &&
      points <= (transactionLimitPoints ?? Infinity) &&
      points + sumOf(ofMember) <= Math.min(floorLimitPoints, authorisation.floorLimitPoints) &&
      points + sumOf(ofDay) <= (terminalDayLimitPoints ?? Infinity)
    );
  }

  /** What the ledger does not have yet; read from the journal once, then kept. */
  async #unsettled(
    journal: Pick<Journal, 'read' | 'status'>,
  ): Promise<Result<StandInSpending[], null>> {
    this.settle(journal.status().confirmedSequence);
    const known = this.#spendings === null ? await this.#readAll(journal) : ok(this.#spendings);
    if (known.ok) {
      this.#spendings = known.value.filter(({ sequence }) => sequence > this.#settledSequence);
      return ok(this.#spendings);
    }
    return known;
  }

  async #readAll(
    journal: Pick<Journal, 'read' | 'status'>,
  ): Promise<Result<StandInSpending[], null>> {
    const found: StandInSpending[] = [];
    const { sequence: last, startSequence } = journal.status();
    for (let after = Math.max(this.#settledSequence, startSequence); after < last;) {
      const read = await journal.read(after, READ_AT_ONCE);
      const next = read.ok ? (read.value.at(-1)?.body.sequence ?? last) : null;
      if (!read.ok || next === null) {
        return fail(null);
      }
      found.push(...read.value.flatMap(({ body }) => spendingOf(body)));
      after = next;
    }
    return ok(found);
  }
}

function spendingOf(body: TransactionBody): StandInSpending[] {
  const redemption = redemptionOf(body);
  const memberId = memberIdOf(body);
  return redemption?.authorisation.kind === 'standIn' && memberId !== null
    ? [
        {
          sequence: body.sequence,
          occurredAtMs: Date.parse(body.occurredAt),
          memberId,
          points: redemption.points,
        },
      ]
    : [];
}

function isStandIn(draft: TransactionDraft): draft is StandInSale {
  return draft.kind === 'sale' && draft.redemption?.authorisation.kind === 'standIn';
}

function sumOf(spendings: readonly StandInSpending[]): number {
  return spendings.reduce((sum, { points }) => sum + points, 0);
}

function memberIdOf({ member }: Pick<TransactionDraft, 'member'>): string | null {
  return member?.kind === 'member' ? member.memberId : null;
}
