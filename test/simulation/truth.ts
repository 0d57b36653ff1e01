/** What the cashier saw approved: the independent record against which the ledger is judged. */
export interface Approved extends Intent {
  readonly transactionId: string;
  readonly sequence: number;
  readonly hash: string;
  /** Redeemed by the till's own authority. */
  readonly standInPoints: number;
}

/** What a terminal was asked to seal; where it died meanwhile, it may have reached the disk or not. */
export interface Intent {
  readonly terminalId: string;
  readonly memberId: string | null;
  /** What it does to the member's balance. */
  readonly deltaPoints: number;
  /** Tells what was asked from other things asked of the same terminal for the same member. */
  readonly what: string;
}

/** Two members who became one, by the ledger's clock. */
export interface Merged {
  readonly atMs: number;
  readonly survivorId: string;
  readonly mergedId: string;
}

/** A transaction as it lies at the ledger. */
export interface Posted {
  readonly receivedAtMs: number;
  readonly transactionId: string;
  readonly terminalId: string;
  readonly sequence: number;
  readonly hash: string;
  /** Whose card it was in the beginning. */
  readonly memberId: string | null;
  readonly what: string;
}

/** A sale of one line, and how much of it has come back. */
export interface SoldGoods {
  readonly transactionId: string;
  readonly terminalId: string;
  readonly memberId: string;
  readonly quantity: number;
  readonly accrualPoints: number;
  readonly redeemedPoints: number;
  returnedQuantity: number;
  /** The one till that takes pieces back: the points of each part depend on the order in which the ledger hears of them. */
  returnedAt: string | null;
}

/** What so many pieces more do to the member's balance: what is left of a line is rounded down, the rest has come back. */
export function returnDelta(sold: SoldGoods, quantity: number): number {
  const left = (points: number, returned: number): number =>
    Math.floor((points * (sold.quantity - returned)) / sold.quantity);
  const before = sold.returnedQuantity;
  const after = before + quantity;
  const takenBack = left(sold.accrualPoints, before) - left(sold.accrualPoints, after);
  const givenBack = left(sold.redeemedPoints, before) - left(sold.redeemedPoints, after);
  return givenBack - takenBack;
}

/** What the model makes of a run. */
export interface Judgement {
  readonly balances: ReadonlyMap<string, number>;
  /** The least that each member ever had, what was taken back for returned goods left out. */
  readonly lowest: ReadonlyMap<string, number>;
  readonly violations: string[];
}

/** All that cashiers saw. A model in a few lines, without any of the product's code. */
export class Truth {
  readonly approved: Approved[] = [];
  readonly uncertain: Intent[] = [];
  /** Sales that may still come back. */
  readonly goods: SoldGoods[] = [];
  readonly merges: Merged[] = [];
  /** Points of leases that a person set free while their till may have spent them. */
  lostPoints = 0;

  /** Who has the points of a member now. */
  heirOf(memberId: string): string {
    return this.merges.reduce(
      (id, { survivorId, mergedId }) => (id === mergedId ? survivorId : id),
      memberId,
    );
  }

  /** A disk was set back, and neither it nor the ledger has what came after `keptSequence`: gone, unless it still is on its way. */
  forget(terminalId: string, keptSequence: number): void {
    const isGone = (sale: Approved): boolean =>
      sale.terminalId === terminalId && sale.sequence > keptSequence;
    const gone = this.approved.filter(isGone);
    const left = this.approved.filter((sale) => !isGone(sale));
    this.approved.splice(0, this.approved.length, ...left);
    this.uncertain.push(...gone);
    const ids = new Set(gone.map(({ transactionId }) => transactionId));
    for (const goods of this.goods.filter(({ transactionId }) => ids.has(transactionId))) {
      goods.returnedQuantity = goods.quantity;
    }
  }

  /** What a till has let a member redeem by its own authority and the ledger has not, which knows it up to `settledSequence`. */
  unsettledStandIn(terminalId: string, memberId: string | null, settledSequence: number): number {
    return this.approved
      .filter((sale) => sale.terminalId === terminalId && sale.memberId === memberId)
      .filter((sale) => sale.sequence > settledSequence)
      .reduce((sum, { standInPoints }) => sum + standInPoints, 0);
  }

  /**
   * What each member has by the posted sales, in the order in which they came, the least that each ever had, and what does
   * not fit what the cashiers saw.
   */
  judge(opening: ReadonlyMap<string, number>, posted: readonly Posted[]): Judgement {
    const violations: string[] = [];
    const balances = new Map(opening);
    const lowest = new Map(opening);
    const takenBack = new Map<string, number>();
    const left = [...this.uncertain];
    const merges = [...this.merges];
    const heirs = new Map<string, string>();
    const merge = ({ survivorId, mergedId }: Merged): void => {
      for (const points of [balances, takenBack]) {
        points.set(survivorId, (points.get(survivorId) ?? 0) + (points.get(mergedId) ?? 0));
        points.set(mergedId, 0);
      }
      for (const [id, heir] of [...heirs, [mergedId, mergedId] as const]) {
        heirs.set(id, heir === mergedId ? survivorId : heir);
      }
    };
    const approved = new Map(this.approved.map((sale) => [nameOf(sale), sale]));
    const seen = new Set<string>();
    for (const sale of posted) {
      while ((merges[0]?.atMs ?? Infinity) <= sale.receivedAtMs) {
        merges.splice(0, 1).forEach(merge);
      }
      const name = nameOf(sale);
      if (seen.has(name)) {
        violations.push(`${name} is posted twice`);
      }
      seen.add(name);
      const truth = approved.get(name);
      let deltaPoints = truth?.deltaPoints ?? 0;
      if (truth === undefined) {
        const index = left.findIndex(
          (one) =>
            one.terminalId === sale.terminalId &&
            one.memberId === sale.memberId &&
            one.what === sale.what,
        );
        if (index < 0) {
          violations.push(`${name} is posted and nobody sold it`);
        }
        deltaPoints = left.splice(index, index < 0 ? 0 : 1)[0]?.deltaPoints ?? 0;
      } else if (truth.hash !== sale.hash) {
        violations.push(`${name} is posted with another body than was approved`);
      }
      if (sale.memberId !== null) {
        const memberId = heirs.get(sale.memberId) ?? sale.memberId;
        const points = (balances.get(memberId) ?? 0) + deltaPoints;
        balances.set(memberId, points);
        const returned = sale.what.startsWith('return') ? Math.max(0, -deltaPoints) : 0;
        const forgiven = (takenBack.get(memberId) ?? 0) + returned;
        takenBack.set(memberId, forgiven);
        lowest.set(memberId, Math.min(points + forgiven, lowest.get(memberId) ?? 0));
      }
    }
    merges.forEach(merge);
    for (const name of approved.keys()) {
      if (!seen.has(name)) {
        violations.push(`${name} was approved and is not posted`);
      }
    }
    return { balances, lowest, violations };
  }
}

function nameOf(sale: Pick<Posted, 'terminalId' | 'sequence' | 'transactionId'>): string {
  return `transaction ${sale.sequence} of ${sale.terminalId} (${sale.transactionId})`;
}
