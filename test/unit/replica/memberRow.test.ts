import { describe, expect, it } from 'vitest';
import type { MemberRecord } from '../../../src/domain/member.ts';
import { encodeMemberRows } from '../../../src/domain/memberPage.ts';
import { findMemberRow } from '../../../src/replica/memberRow.ts';

function member(first: string, displayName: string): MemberRecord {
  return {
    cardToken: first.padEnd(32, '0'),
    memberId: `m-${first}`,
    displayName,
    cardLabel: '•••• 4711',
    tierId: 'basic',
    status: 'blocked',
    balancePoints: -7,
  };
}

describe('the row of one card in the text of a page', () => {
  const records: MemberRecord[] = [
    member('1', 'Zoë "Z" \\ B.'),
    member('2', '["30000000000000000000000000000000","x"],'),
    member('4', ''),
    { ...member('5', 'Lou'), status: 'closed' },
    { ...member('6', 'Lou'), pending: { points: 40, vestFrom: '2026-12-03T09:00:00.000Z' } },
  ];
  const rows = encodeMemberRows(records);

  it.each(records)('is found and read as it was written: $memberId', (record) => {
    expect(findMemberRow(rows, record.cardToken)).toEqual({ ok: true, value: record });
  });

  it('is not seen in a name that looks like a row', () => {
    expect(findMemberRow(rows, '3'.padEnd(32, '0'))).toEqual({ ok: true, value: null });
  });

  it('is nobody’s in an empty page', () => {
    expect(findMemberRow('[]', '1'.padEnd(32, '0'))).toEqual({ ok: true, value: null });
  });

  it('is malformed where it is cut off or has another shape', () => {
    const { cardToken } = member('1', 'x');
    expect(findMemberRow(rows.slice(0, 60), cardToken)).toMatchObject({ ok: false });
    expect(findMemberRow(`[["${cardToken}","a","b","c","d",3,5]]`, cardToken).ok).toBe(false);
    expect(findMemberRow(`[["${cardToken}","a","b","c","d",1,5.5]]`, cardToken).ok).toBe(false);
    expect(findMemberRow(`[["${cardToken}","a","b","c","d",1,5,7,""]]`, cardToken).ok).toBe(false);
  });

  it('is told apart from a page that is none', () => {
    expect(findMemberRow('<html>', '1'.padEnd(32, '0')).ok).toBe(false);
  });
});
