/** What one bounded step found. */
export interface ReconciliationStep {
  /** Members, or transactions of chains. */
  readonly checked: number;
  /** One sentence each; they name members and terminals by their ids only. */
  readonly findings: readonly string[];
  /** Where the next step begins; null at the end of a round. */
  readonly position: string | null;
}
