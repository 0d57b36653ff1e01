import type { MemberRecord } from './member.ts';
import { fail, ok, type Result } from './result.ts';

/** One row of a page: token, member id, display name, card label, tier id, 1 for active or 0 for blocked, balance. */
type MemberRow = readonly [string, string, string, string, string, 0 | 1, number];

/** The text of a page's rows: a JSON list of rows, ascending by token. */
export function encodeMemberRows(records: readonly MemberRecord[]): string {
  const rows = records.map((record): MemberRow => [
    record.cardToken,
    record.memberId,
    record.displayName,
    record.cardLabel,
    record.tierId,
    record.status === 'active' ? 1 : 0,
    record.balancePoints,
  ]);
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
    const [cardToken, memberId, displayName, cardLabel, tierId, active, balancePoints] = row;
    const status = active === 1 ? 'active' : 'blocked';
    records.push({
      cardToken,
      memberId,
      displayName,
      cardLabel,
      tierId,
      status,
      balancePoints,
    });
  }
  return ok(records);
}

/** The index of the page, among 2^`bits` (0 to 20), that a token belongs to: its first `bits` bits. */
export function pageIndexOf(cardToken: string, bits: number): number {
  return bits === 0 ? 0 : Number.parseInt(cardToken.slice(0, 8), 16) >>> (32 - bits);
}

function isMemberRow(row: unknown): row is MemberRow {
  if (!Array.isArray(row) || row.length !== 7) {
    return false;
  }
  const cells = row as readonly unknown[];
  return (
    typeof cells[0] === 'string' &&
    /^[0-9a-f]{32}$/.test(cells[0]) &&
    cells.slice(1, 5).every((cell) => typeof cell === 'string' && cell.length <= 200) &&
    (cells[5] === 0 || cells[5] === 1) &&
    Number.isSafeInteger(cells[6])
  );
}
