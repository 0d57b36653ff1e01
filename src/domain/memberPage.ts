import type { MemberRecord, MemberStatus } from './member.ts';
import { fail, ok, type Result } from './result.ts';

/**
 * One row of a page: token, member id, display name, card label, tier id, the status as `STATUS_CELLS` counts it, balance; where
 * points are pending also their number and the instant at which the first vest.
 */
type MemberRow =
  | readonly [string, string, string, string, string, StatusCell, number]
  | readonly [string, string, string, string, string, StatusCell, number, number, string];

type StatusCell = 0 | 1 | 2;

const STATUS_CELLS = ['blocked', 'active', 'closed'] as const satisfies readonly MemberStatus[];

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The text of a page's rows: a JSON list of rows, ascending by token. */
export function encodeMemberRows(records: readonly MemberRecord[]): string {
  const rows = records.map((record): MemberRow => {
    const { cardToken, memberId, displayName, cardLabel, tierId, balancePoints, pending } = record;
    const cell = statusCell(record.status);
    const names = [cardToken, memberId, displayName, cardLabel, tierId] as const;
    return pending === undefined
      ? [...names, cell, balancePoints]
      : [...names, cell, balancePoints, pending.points, pending.vestFrom];
  });
  return JSON.stringify(rows);
}

/** Reads what `encodeMemberRows` wrote; fails with a reason on anything else. */
export function decodeMemberRows(text: string): Result<MemberRecord[], string> {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return fail('the page is not JSON');
  }
  if (!Array.isArray(rows)) {
    return fail('the page is not a list');
  }
  const records: MemberRecord[] = [];
  for (const row of rows as readonly unknown[]) {
    if (!isMemberRow(row)) {
      return fail(`row ${records.length} is malformed`);
    }
    const [cardToken, memberId, displayName, cardLabel, tierId, cell, balancePoints] = row;
    const [, , , , , , , points, vestFrom] = row;
    const status = STATUS_CELLS[cell];
    records.push({
      cardToken,
      memberId,
      displayName,
      cardLabel,
      tierId,
      status,
      balancePoints,
      ...(points === undefined || vestFrom === undefined ? {} : { pending: { points, vestFrom } }),
    });
  }
  return ok(records);
}

/** The index of the page, among 2^`bits` (0 to 20), that a token belongs to: its first `bits` bits. */
export function pageIndexOf(cardToken: string, bits: number): number {
  return bits === 0 ? 0 : Number.parseInt(cardToken.slice(0, 8), 16) >>> (32 - bits);
}

function statusCell(status: MemberStatus): StatusCell {
  switch (status) {
    case 'blocked':
      return 0;
    case 'active':
      return 1;
    case 'closed':
      return 2;
  }
}

function isMemberRow(row: unknown): row is MemberRow {
  if (!Array.isArray(row) || (row.length !== 7 && row.length !== 9)) {
    return false;
  }
  const cells = row as readonly unknown[];
  return (
    typeof cells[0] === 'string' &&
    /^[0-9a-f]{32}$/.test(cells[0]) &&
    cells.slice(1, 5).every((cell) => typeof cell === 'string' && cell.length <= 200) &&
    (cells[5] === 0 || cells[5] === 1 || cells[5] === 2) &&
    Number.isSafeInteger(cells[6]) &&
    (cells.length === 7 ||
      (Number.isSafeInteger(cells[7]) && typeof cells[8] === 'string' && INSTANT.test(cells[8])))
  );
}
