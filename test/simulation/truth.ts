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
  /** Tells what was asked from other things asked of the same terminal for the same member. */
  readonly what: string;
}

/** Two members who became one. */
export interface Merged {
  readonly survivorId: string;
  readonly mergedId: string;
}

/** A transaction as it lies at the ledger. */
export interface Posted {
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

/** What so many pieces more do to the member's points: what is left of a line is rounded down, the rest has come back. */
export function returnedParts(
  sold: Pick<SoldGoods, 'quantity' | 'accrualPoints' | 'redeemedPoints'>,
  returnedBefore: number,
  quantity: number,
): { readonly takenBack: number; readonly givenBack: number } {
  const left = (points: number, returned: number): number =>
    Math.floor((points * (sold.quantity - returned)) / sold.quantity);
  const after = returnedBefore + quantity;
  return {
    takenBack: left(sold.accrualPoints, returnedBefore) - left(sold.accrualPoints, after),
    givenBack: left(sold.redeemedPoints, returnedBefore) - left(sold.redeemedPoints, after),
  };
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

  /** What of the posted sales does not fit what the cashiers saw. */
  judge(posted: readonly Posted[]): string[] {
    const violations: string[] = [];
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
            one.what === sale.what,
        );
        if (index < 0) {
          violations.push(`${name} is posted and nobody sold it`);
        } else {
          left.splice(index, 1);
        }
      } else if (truth.hash !== sale.hash) {
        violations.push(`${name} is posted with another body than was approved`);
      }
    }
    for (const name of approved.keys()) {
      if (!seen.has(name)) {
        violations.push(`${name} was approved and is not posted`);
      }
    }
    return violations;
  }
}

function nameOf(sale: Pick<Posted, 'terminalId' | 'sequence' | 'transactionId'>): string {
  return `transaction ${sale.sequence} of ${sale.terminalId} (${sale.transactionId})`;
}
