/** One point: which lot it is of, and when that lot was earned and expires. Points are spent one by one. */
interface Point {
  readonly lotId: string;
  readonly earnedAtMs: number;
  readonly expiresAtMs: number;
  vested: boolean;
}

/**
 * A member's points as a list of single points: slow, and short enough to be believed. It shares no code with the ledger,
 * which must come to the same accounts and lots. Times are milliseconds; Infinity never expires.
 */
export class ModelLots {
  held = 0;
  debt = 0;
  /** What of the debt was spent by sales, which is repaid before what returns took back; and the most that it ever was. */
  overspent = 0;
  mostOverspent = 0;
  /** Points that a closed account forfeited, less what of them was spent or taken back since. */
  forfeited = 0;
  closed = false;
  points: Point[] = [];
  /** Points of each lot that expired, less those that came back. */
  readonly expired = new Map<string, Point[]>();
  readonly #spent = new Map<string, Point[]>();
  /** The very points that were forfeited. */
  #gone: Point[] = [];

  get active(): number {
    return this.points.length - this.pending - this.held;
  }

  get pending(): number {
    return this.points.reduce((count, { vested }) => count + Number(!vested), 0);
  }

  /** What is left of each lot that has any. */
  get lots(): Record<string, number> {
    const left: Record<string, number> = {};
    for (const { lotId } of this.points) {
      left[lotId] = (left[lotId] ?? 0) + 1;
    }
    return left;
  }

  earn(
    lotId: string,
    count: number,
    earnedAtMs: number,
    expiresAtMs: number,
    vested: boolean,
  ): void {
    for (let point = 0; point < count; point += 1) {
      this.points.push({ lotId, earnedAtMs, expiresAtMs, vested });
    }
    this.#repay(lotId);
    this.#sweep();
  }

  hold(count: number): void {
    this.held += count;
  }

  release(count: number): void {
    this.held -= count;
    this.#repay(null);
    this.#sweep();
  }

  spend(saleId: string, count: number, heldCount: number, soldAtMs: number): void {
    this.held -= heldCount;
    let short = count - this.active;
    for (const back of this.#expiredAfter(soldAtMs).slice(0, Math.max(0, short))) {
      const gone = this.expired.get(back.lotId) ?? [];
      this.expired.set(back.lotId, gone.slice(1));
      this.points.push(back);
      short -= 1;
    }
    const taken = this.#take(Math.min(count, this.active), null);
    this.#spent.set(saleId, taken);
    this.debt += count - taken.length;
    this.overspent += count - taken.length;
    this.mostOverspent = Math.max(this.mostOverspent, this.overspent);
    this.#repay(null);
    this.#sweep();
  }

  /** Gives back what a sale spent, as far as `count` goes: to the debt first, then its own points, the last spent first. */
  restore(saleId: string, count: number, newLotId: string, nowMs: number, graceMs: number): void {
    const repaid = Math.min(count, this.debt);
    this.#settle(repaid);
    const spent = this.#spent.get(saleId) ?? [];
    for (let left = count - repaid; left > 0; left -= 1) {
      const last = spent.pop() ?? {
        lotId: newLotId,
        earnedAtMs: nowMs,
        expiresAtMs: Infinity,
        vested: true,
      };
      this.points.push(
        last.expiresAtMs > nowMs
          ? last
          : {
              lotId: `${newLotId}/grace`,
              earnedAtMs: nowMs,
              expiresAtMs: nowMs + graceMs,
              vested: true,
            },
      );
    }
    this.#sweep();
  }

  takeBack(lotId: string, count: number): void {
    const own = this.points.filter((point) => point.lotId === lotId);
    const free = own.some(({ vested }) => vested) ? Math.min(own.length, this.active) : own.length;
    const taken = Math.min(count, free);
    for (let point = 0; point < taken; point += 1) {
      this.points.splice(
        this.points.findIndex((one) => one.lotId === lotId),
        1,
      );
    }
    const gone = this.expired.get(lotId) ?? [];
    const fromExpired = Math.min(count - taken, gone.length);
    this.expired.set(lotId, gone.slice(fromExpired));
    const left = count - taken - fromExpired;
    this.debt += left - this.#take(Math.min(left, this.active), null).length;
    this.#sweep();
  }

  vest(lotId: string): void {
    for (const point of [...this.points, ...this.#gone]) {
      point.vested ||= point.lotId === lotId;
    }
    this.#repay(lotId);
  }

  expire(lotId: string): void {
    const due = this.points.filter((point) => point.lotId === lotId).slice(0, this.active);
    this.points = this.points.filter((point) => !due.includes(point));
    this.expired.set(lotId, [...(this.expired.get(lotId) ?? []), ...due]);
  }

  /** Whoever closes an account forfeits what is not held, and owes nothing any more. */
  close(): void {
    this.closed = true;
    this.#settle(this.debt);
    this.#sweep();
  }

  /** A closed account keeps nothing but what is held; what it lacks comes out of what it forfeited. */
  #sweep(): void {
    if (!this.closed) {
      return;
    }
    const covered = Math.min(this.debt, this.forfeited);
    this.#settle(covered);
    const free = this.#take(this.active, null);
    const pending = this.points.filter(({ vested }) => !vested);
    this.points = this.points.filter(({ vested }) => vested);
    this.#gone.push(...free, ...pending);
    this.forfeited += free.length + pending.length - covered;
  }

  /** All that was forfeited comes back as it was, and what late sales took of it is owed. */
  reopen(): void {
    this.closed = false;
    const spent = this.#gone.length - this.forfeited;
    this.points.push(...this.#gone);
    this.#gone = [];
    this.forfeited = 0;
    this.debt += spent;
    this.#repay(null);
  }

  /** Takes all of another member over, whose lots keep their dates under names that begin with `prefix`. */
  absorb(other: ModelLots, prefix: string): void {
    const renamed = (points: readonly Point[]): Point[] =>
      points.map((point) => ({ ...point, lotId: `${prefix}${point.lotId}` }));
    this.points.push(...renamed(other.points));
    for (const [lotId, points] of other.expired) {
      this.expired.set(`${prefix}${lotId}`, renamed(points));
    }
    for (const [saleId, points] of other.#spent) {
      this.#spent.set(saleId, renamed(points));
    }
    this.held += other.held;
    this.debt += other.debt;
    this.overspent += other.overspent;
    this.mostOverspent = Math.max(this.mostOverspent, this.overspent);
    other.points = [];
    other.held = 0;
    other.debt = 0;
    this.#repay(null);
  }

  #expiredAfter(soldAtMs: number): Point[] {
    return [...this.expired.values()]
      .flat()
      .filter(({ expiresAtMs }) => expiresAtMs > soldAtMs)
      .sort(inOrder);
  }

  #repay(firstLotId: string | null): void {
    const repaid = this.#take(Math.min(this.debt, this.active), firstLotId);
    this.#settle(repaid.length);
  }

  #settle(count: number): void {
    this.debt -= count;
    this.overspent = Math.max(0, this.overspent - count);
  }

  #take(count: number, firstLotId: string | null): Point[] {
    const taken = this.points
      .filter(({ vested }) => vested)
      .sort(
        (a, b) => Number(b.lotId === firstLotId) - Number(a.lotId === firstLotId) || inOrder(a, b),
      )
      .slice(0, count);
    this.points = this.points.filter((point) => !taken.includes(point));
    return taken;
  }
}

function inOrder(a: Point, b: Point): number {
  if (a.expiresAtMs !== b.expiresAtMs) {
    return a.expiresAtMs < b.expiresAtMs ? -1 : 1;
  }
  return a.earnedAtMs - b.earnedAtMs || (a.lotId < b.lotId ? -1 : a.lotId > b.lotId ? 1 : 0);
}
