/** A sale as the cashier saw it: the independent record against which the ledger is judged. */
export interface ApprovedSale {
  readonly terminalId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly memberId: string | null;
  readonly accrualPoints: number;
  readonly redeemedPoints: number;
  /** Redeemed by the till's own authority. */
  readonly standIn: boolean;
}

/** What a terminal was asked to seal when it died: it may have reached the disk or not. */
export interface UncertainSale {
  readonly terminalId: string;
  /** Points earned less points spent, and for whom. */
  readonly memberId: string | null;
  readonly deltaPoints: number;
}

/** A transaction as it lies at the ledger. */
export interface PostedSale {
  readonly terminalId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly memberId: string | null;
  readonly deltaPoints: number;
}

/** What the model makes of a run. */
export interface Judgement {
  readonly balances: ReadonlyMap<string, number>;
  readonly lowest: ReadonlyMap<string, number>;
  readonly violations: string[];
}

/** All that cashiers saw. A model in a few lines, without any of the product's code. */
export class Truth {
  readonly approved: ApprovedSale[] = [];
  readonly uncertain: UncertainSale[] = [];

  /** What a till has let a member redeem by its own authority and the ledger has not, which knows it up to `settledSequence`. */
  unsettledStandIn(terminalId: string, memberId: string | null, settledSequence: number): number {
    return this.approved
      .filter((sale) => sale.standIn && sale.terminalId === terminalId)
      .filter((sale) => sale.memberId === memberId && sale.sequence > settledSequence)
      .reduce((sum, { redeemedPoints }) => sum + redeemedPoints, 0);
  }

  /**
   * What each member has by the posted sales, in the order in which they came, the least that each ever had, and what does
   * not fit what the cashiers saw.
   */
  judge(opening: ReadonlyMap<string, number>, posted: readonly PostedSale[]): Judgement {
    const violations: string[] = [];
    const balances = new Map(opening);
    const lowest = new Map(opening);
    const left = [...this.uncertain];
    const approved = new Map(this.approved.map((sale) => [nameOf(sale), sale]));
    const seen = new Set<string>();
    for (const sale of posted) {
      const name = nameOf(sale);
      if (seen.has(name)) {
        violations.push(`${name} is posted twice`);
      }
      seen.add(name);
      const truth = approved.get(name);
      if (truth === undefined) {
        const index = left.findIndex(
          (one) =>
            one.terminalId === sale.terminalId &&
            one.memberId === sale.memberId &&
            one.deltaPoints === sale.deltaPoints,
        );
        if (index < 0) {
          violations.push(`${name} is posted and nobody sold it`);
        } else {
          left.splice(index, 1);
        }
      } else if (truth.hash !== sale.hash) {
        violations.push(`${name} is posted with another body than was approved`);
      }
      const deltaPoints =
        truth === undefined ? sale.deltaPoints : truth.accrualPoints - truth.redeemedPoints;
      if (sale.memberId !== null) {
        const points = (balances.get(sale.memberId) ?? 0) + deltaPoints;
        balances.set(sale.memberId, points);
        lowest.set(sale.memberId, Math.min(points, lowest.get(sale.memberId) ?? 0));
      }
    }
    for (const name of approved.keys()) {
      if (!seen.has(name)) {
        violations.push(`${name} was approved and is not posted`);
      }
    }
    return { balances, lowest, violations };
  }
}

function nameOf({ terminalId, sequence }: { terminalId: string; sequence: number }): string {
  return `sale ${sequence} of ${terminalId}`;
}
