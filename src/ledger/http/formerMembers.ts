import { assert } from '../../domain/assert.ts';
import type { MemberRecord } from '../../domain/member.ts';
import { decodeMemberRows, encodeMemberRows } from '../../domain/memberPage.ts';
import { pullAccountsResponseSchema } from '../../protocol/pullAccounts.ts';
import { pullPagesResponseSchema } from '../../protocol/pullPages.ts';

/** Single accounts as terminals of protocol version 1 know them: nothing is pending, and who is closed is blocked. */
export function accountsInVersion1(answer: unknown): unknown {
  const { accounts, ...rest } = pullAccountsResponseSchema.parse(answer);
  return {
    ...rest,
    accounts: accounts.map(({ removed, ...record }) => ({ ...recordInVersion1(record), removed })),
  };
}

/** Pages as terminals of protocol version 1 know them. */
export function pagesInVersion1(answer: unknown): unknown {
  const { pages, ...rest } = pullPagesResponseSchema.parse(answer);
  return { ...rest, pages: pages.map((page) => ({ ...page, rows: rowsInVersion1(page.rows) })) };
}

function rowsInVersion1(rows: string): string {
  const records = decodeMemberRows(rows);
  assert(records.ok, 'the ledger reads the pages that it cuts');
  return encodeMemberRows(records.value.map(recordInVersion1));
}

function recordInVersion1(record: MemberRecord): MemberRecord {
  const { cardToken, memberId, displayName, cardLabel, tierId, balancePoints } = record;
  const status = record.status === 'closed' ? 'blocked' : record.status;
  return { cardToken, memberId, displayName, cardLabel, tierId, status, balancePoints };
}
