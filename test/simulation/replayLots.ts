import { z } from 'zod';
import { ModelLots } from '../support/modelLots.ts';
import { returnedParts } from './truth.ts';
import { givenLots } from './simLots.ts';
import { SIM_START_MS } from './simChain.ts';
import type { SimLedger } from './simLedger.ts';
import { readEntries, readTaken, type Entry, type Taken } from './readPosted.ts';
import { regularsOf, type SimMember } from './simMembers.ts';

/** What sales earn does not expire in simulations: spans are whole days. */
const NEVER_MS = Infinity;
/** So long after its day, and after whatever happened last to its member, a lot is settled. */
const SETTLED_WITHIN_MS = 200_000;
const GRACE_MS = 30 * 86_400_000;

interface LotTimes {
  readonly vestsAtMs: number;
  readonly expiresAtMs: number;
}

/** What the members have by the model, and where the ledger's lots differ. */
export interface LotReplay {
  readonly members: ReadonlyMap<string, ModelLots>;
  readonly violations: readonly string[];
}

/**
 * Plays what was sold, in the order in which the ledger posted it, on the model that counts single points, and compares
 * what each entry did to each lot. From the ledger comes the order, the moments, and how much was held and set free.
 */
export async function replayLots(
  ledger: SimLedger,
  members: readonly SimMember[],
  ledgerNowMs: number,
): Promise<LotReplay> {
  const replay = new Replay(members, await readTaken(ledger));
  for (const entry of await readEntries(ledger)) {
    replay.play(entry);
  }
  const lots = await ledger.query(
    z.object({ memberId: z.string(), lotId: z.string(), points: z.int() }),
    `SELECT member_id AS "memberId", lot_id AS "lotId", remaining_points AS points FROM points_lot
      WHERE remaining_points > 0 ORDER BY member_id, lot_id`,
  );
  for (const [memberId, model] of replay.members) {
    const own = lots.filter((lot) => lot.memberId === memberId);
    replay.compare(
      `at the end ${memberId} has`,
      new Map(own.map(({ lotId, points }) => [lotId, points])),
      new Map(Object.entries(model.lots)),
    );
  }
  replay.checkSettled(ledgerNowMs);
  return replay;
}

class Replay implements LotReplay {
  readonly members = new Map<string, ModelLots>();
  readonly violations: string[] = [];
  readonly #taken: ReadonlyMap<string, Taken>;
  readonly #times = new Map<string, LotTimes>();
  /** The member to whom a sale was posted. */
  readonly #postedTo = new Map<string, string>();
  /** When something was last entered for a member. */
  readonly #enteredAtMs = new Map<string, number>();

  constructor(members: readonly SimMember[], taken: readonly Taken[]) {
    this.#taken = new Map(taken.map((one) => [one.transactionId, one]));
    for (const { lotId, vestsAfterMs, expiresAfterMs } of givenLots) {
      const vestsAtMs = SIM_START_MS + vestsAfterMs;
      this.#times.set(lotId, { vestsAtMs, expiresAtMs: SIM_START_MS + expiresAfterMs });
    }
    const regulars = regularsOf(members);
    for (const member of members) {
      const model = new ModelLots();
      model.earn('opening', member.openingPoints, SIM_START_MS, NEVER_MS, true);
      this.members.set(member.memberId, model);
      if (!regulars.includes(member)) {
        continue;
      }
      for (const { lotId, points, vestsAfterMs, expiresAfterMs } of givenLots) {
        const expiresAtMs = SIM_START_MS + expiresAfterMs;
        model.earn(lotId, points, SIM_START_MS, expiresAtMs, vestsAfterMs === 0);
      }
    }
  }

  play(entry: Entry): void {
    const model = this.#model(entry.memberId);
    this.#enteredAtMs.set(entry.memberId, entry.postedAtMs);
    const before = new Map(Object.entries(model.lots));
    this.#apply(entry, model);
    const after = new Map(Object.entries(model.lots));
    const changes = new Map<string, number>();
    for (const lotId of new Set([...before.keys(), ...after.keys()])) {
      const change = (after.get(lotId) ?? 0) - (before.get(lotId) ?? 0);
      if (change !== 0) {
        changes.set(lotId, change);
      }
    }
    // What leaves a member by a merge comes to the other in the next entry.
    if (!entry.entryId.startsWith('merge/into/')) {
      const moved = Object.entries(entry.movements).filter(([, points]) => points !== 0);
      this.compare(`${entry.entryId} of ${entry.memberId} moves`, new Map(moved), changes);
    }
  }

  compare(
    what: string,
    actual: ReadonlyMap<string, number>,
    expected: ReadonlyMap<string, number>,
  ): void {
    for (const lotId of new Set([...actual.keys(), ...expected.keys()])) {
      const [points, due] = [actual.get(lotId) ?? 0, expected.get(lotId) ?? 0];
      if (points !== due) {
        this.violations.push(`${what} ${points} points of lot ${lotId}, not ${due}`);
      }
    }
  }

  /** What is due must have vested, and expired as far as it is free. */
  checkSettled(ledgerNowMs: number): void {
    for (const [memberId, model] of this.members) {
      const rested = (this.#enteredAtMs.get(memberId) ?? 0) + SETTLED_WITHIN_MS < ledgerNowMs;
      const dueLots = Object.keys(model.lots).filter(
        (lotId) =>
          (this.#timesOf(lotId)?.expiresAtMs ?? NEVER_MS) + SETTLED_WITHIN_MS < ledgerNowMs,
      );
      if (rested && model.active > 0 && dueLots.length > 0) {
        this.violations.push(`${dueLots.join(', ')} of ${memberId} should have expired`);
      }
      if (model.pending > 0) {
        this.violations.push(`${model.pending} points of ${memberId} should have vested`);
      }
    }
  }

  /** A lot that a merge brought has the former member's id before its name. */
  #timesOf(lotId: string): LotTimes | undefined {
    return this.#times.get(lotId.slice(Math.max(0, lotId.indexOf('given/'))));
  }

  #model(memberId: string): ModelLots {
    const model = this.members.get(memberId);
    if (model === undefined) {
      throw new Error(`${memberId} is no member of the simulation`);
    }
    return model;
  }

  #apply(entry: Entry, model: ModelLots): void {
    const { entryId, kind, memberId, heldPoints, postedAtMs } = entry;
    switch (kind) {
      case 'holdPlaced':
      case 'leaseGranted':
        if (heldPoints > model.active) {
          this.violations.push(`${entryId} holds ${heldPoints} of ${model.active} free points`);
        }
        model.hold(heldPoints);
        break;
      case 'holdVoided':
      case 'holdExpired':
      case 'leaseReturned':
      case 'leaseLost':
        model.release(-heldPoints);
        break;
      case 'vesting':
        this.#isDue(entry, entryId.slice('vest/'.length), 'vestsAtMs', (lotId) =>
          model.vest(lotId),
        );
        break;
      case 'expiry':
        this.#isDue(
          entry,
          entryId.slice('expire/'.length, entryId.lastIndexOf('/')),
          'expiresAtMs',
          (lotId) => model.expire(lotId),
        );
        break;
      case 'merge':
        if (entryId.startsWith('merge/from/')) {
          const mergedId = entryId.slice('merge/from/'.length);
          model.absorb(this.#model(mergedId), `${mergedId}/`);
        }
        break;
      case 'sale':
        this.#sale(entry, model);
        break;
      case 'return':
        this.#giveBack(entry, model);
        break;
      default:
        this.violations.push(`${entryId} of ${memberId} is a ${kind} at ${postedAtMs}`);
    }
  }

  #isDue(
    { entryId, memberId, postedAtMs }: Entry,
    lotId: string,
    when: keyof LotTimes,
    settle: (lotId: string) => void,
  ): void {
    const dueMs = this.#timesOf(lotId)?.[when] ?? NEVER_MS;
    if (postedAtMs < dueMs) {
      this.violations.push(`${entryId} of ${memberId} comes ${dueMs - postedAtMs} ms too early`);
    }
    settle(lotId);
  }

  #sale({ entryId, memberId, postedAtMs, heldPoints }: Entry, model: ModelLots): void {
    const sale = this.#taken.get(entryId);
    if (sale?.kind !== 'sale') {
      this.violations.push(`${entryId} of ${memberId} is posted and nobody sold it`);
      return;
    }
    const soldAtMs = soldAt(sale, postedAtMs);
    if ((sale.redeemedPoints ?? 0) > 0) {
      model.spend(entryId, sale.redeemedPoints ?? 0, -heldPoints, soldAtMs);
    }
    model.earn(entryId, sale.accrualPoints ?? 0, soldAtMs, NEVER_MS, true);
    this.#postedTo.set(entryId, memberId);
  }

  #giveBack({ entryId, memberId, postedAtMs }: Entry, model: ModelLots): void {
    const back = this.#taken.get(entryId);
    const sale = this.#taken.get(back?.originalTransactionId ?? '');
    if (back?.kind !== 'return' || sale === undefined) {
      this.violations.push(`${entryId} of ${memberId} is posted and nobody brought it back`);
      return;
    }
    const earlier = [...this.#taken.values()].filter(
      (one) =>
        one.originalTransactionId === sale.transactionId &&
        one.terminalId === back.terminalId &&
        one.sequence < back.sequence,
    );
    const returned = earlier.reduce((sum, { quantity }) => sum + quantity, 0);
    const parts = returnedParts(
      {
        quantity: sale.quantity,
        accrualPoints: sale.accrualPoints ?? 0,
        redeemedPoints: sale.redeemedPoints ?? 0,
      },
      returned,
      back.quantity,
    );
    if (parts.givenBack > 0) {
      model.restore(sale.transactionId, parts.givenBack, entryId, postedAtMs, GRACE_MS);
    }
    if (parts.takenBack > 0) {
      const postedTo = this.#postedTo.get(sale.transactionId) ?? memberId;
      const prefix = postedTo === memberId ? '' : `${postedTo}/`;
      model.takeBack(`${prefix}${sale.transactionId}`, parts.takenBack);
    }
  }
}

/** When it was sold: by the till's clock as far as that can be right, else when the ledger heard of it. */
function soldAt({ occurredAt, offsetMs, jumped }: Taken, postedAtMs: number): number {
  const claimedMs = Date.parse(occurredAt) + (offsetMs ?? 0);
  return jumped || claimedMs > postedAtMs ? postedAtMs : claimedMs;
}
