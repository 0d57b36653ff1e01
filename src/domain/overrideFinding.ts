/** What the ledger says of a manager's override in the detail of an exception. */
export interface OverrideFinding {
  /** Who allowed it, or is said to have. */
  readonly operatorId: string;
  readonly points: number;
  readonly reasonCode: string;
}

/** The reasons of exceptions whose detail names who allowed an override. */
const REASONS: ReadonlySet<string> = new Set(['managerOverride', 'overrideInvalid']);

const ID = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const FINDING = new RegExp(
  `^(?:manager (${ID})|(${ID}) is said to have) allowed (\\d{1,12}) points beyond what the terminal may do by itself: (${ID})(?:[; ]|$)`,
);

/**
 * The detail of an exception about an override. `fault` is null where a manager allowed it; `remark` is put behind, empty
 * where there is none. Both databases and terminals keep it as text: its words are a format, read by `overrideFindingOf`.
 */
export function overrideDetail(
  { operatorId, points, reasonCode }: OverrideFinding,
  fault: string | null,
  remark: string,
): string {
  const what = `allowed ${points} points beyond what the terminal may do by itself: ${reasonCode}`;
  return fault === null
    ? `manager ${operatorId} ${what}${remark === '' ? '' : ` (${remark})`}`
    : `${operatorId} is said to have ${what}; ${fault}`;
}

/** Who allowed what, by an exception of an override; null for any other exception. */
export function overrideFindingOf(exception: {
  readonly reason: string;
  readonly detail: string;
}): OverrideFinding | null {
  const found = REASONS.has(exception.reason) ? FINDING.exec(exception.detail) : null;
  const [, manager, said, points, reasonCode] = found ?? [];
  const operatorId = manager ?? said;
  return operatorId === undefined || reasonCode === undefined
    ? null
    : { operatorId, points: Number(points), reasonCode };
}
