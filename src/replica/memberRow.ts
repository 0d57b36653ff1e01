import type { MemberRecord } from '../domain/member.ts';
import { decodeMemberRows } from '../domain/memberPage.ts';
import { fail, ok, type Result } from '../domain/result.ts';

/** A row from its bracket to its bracket: five JSON strings (RFC 8259, section 7), the status, the balance and what is pending. */
const ROW_PATTERN = String.raw`\[(?:"(?:[^"\\]|\\.)*",){5}[012],-?\d+(?:,\d+,"[^"\\]*")?\]`;

/**
 * Finds one card's row in the text of a page (see `encodeMemberRows`) and reads only that, for a page has hundreds.
 * Gives null where the card is not in the page; fails with a reason where the page or the row is malformed.
 */
export function findMemberRow(
  rows: string,
  cardToken: string,
): Result<MemberRecord | null, string> {
  // Within a JSON string a quote is escaped, so that only the beginning of a row can look like this.
  const start = rows.indexOf(`["${cardToken}",`);
  if (start < 0) {
    return rows.startsWith('[') && rows.endsWith(']') ? ok(null) : fail('the page is not a list');
  }
  const pattern = new RegExp(ROW_PATTERN, 'y');
  pattern.lastIndex = start;
  const row = pattern.exec(rows)?.[0];
  if (row === undefined) {
    return fail('the row is malformed');
  }
  const decoded = decodeMemberRows(`[${row}]`);
  return decoded.ok ? ok(decoded.value[0] ?? null) : decoded;
}
