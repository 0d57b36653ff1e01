import type { OperatorRole } from '../../domain/operator.ts';

/** So many operators are remembered; a store has fewer. */
const MAXIMUM_SIGN_ONS = 1000;

/** Who has signed on at this terminal since its host was started, and as what. */
export class SignOns {
  readonly #roles = new Map<string, OperatorRole>();

  /** Notes that the operator's PIN was right. */
  note(operatorId: string, role: OperatorRole): void {
    this.#roles.delete(operatorId);
    this.#roles.set(operatorId, role);
    for (const oldest of this.#roles.keys()) {
      if (this.#roles.size <= MAXIMUM_SIGN_ONS) {
        break;
      }
      this.#roles.delete(oldest);
    }
  }

  /** Whether the operator has signed on here as a manager. */
  isManager(operatorId: string): boolean {
    return this.#roles.get(operatorId) === 'manager';
  }
}
