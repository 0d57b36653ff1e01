/** A step of the schema. Steps only go forward; one that was released never changes. */
export interface Migration {
  /** 1, 2, 3, … */
  readonly version: number;
  readonly name: string;
  /** The oldest schema whose ledgers may go on working beside this one; only those of this very one where not given. */
  readonly servesFrom?: number;
  /** Statements for PostgreSQL 16 or newer and PGlite alike. */
  readonly text: string;
}
