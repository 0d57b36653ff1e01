import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberStatuses, type MemberRecord } from '../../src/domain/member.ts';
import { decodeMemberRows, encodeMemberRows, pageIndexOf } from '../../src/domain/memberPage.ts';

const token = fc.stringMatching(/^[0-9a-f]{32}$/);
const label = fc.string({ unit: 'grapheme', maxLength: 40 });
const pending = fc.record({
  points: fc.integer({ min: 1, max: 1_000_000 }),
  vestFrom: fc
    .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
});
const declared = fc.record({
  cardToken: token,
  memberId: fc.stringMatching(/^m[0-9]{1,8}$/),
  displayName: label,
  cardLabel: label,
  tierId: fc.constantFrom('basic', 'gold'),
  status: fc.constantFrom(...memberStatuses),
  balancePoints: fc.integer(),
});
const record: fc.Arbitrary<MemberRecord> = fc
  .tuple(declared, fc.option(pending))
  .map(([one, waits]) => (waits === null ? one : { ...one, pending: waits }));

describe('a page of members', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), (records) => {
        expect(decodeMemberRows(encodeMemberRows(records))).toEqual({ ok: true, value: records });
      }),
    );
  });

  it('is refused with a reason, never an exception, where its text is anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const decoded = decodeMemberRows(text);
        expect(decoded.ok || decoded.error.length > 0).toBe(true);
        expect(decoded.ok && decoded.value.length > 0).toBe(false);
      }),
    );
  });

  it('is refused where one cell of one row has another kind of value', () => {
    const wrong = fc.constantFrom<unknown>(null, {}, [], true, 1.5, '2');
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat({ max: 6 }),
        wrong,
        (records, which, cell, value) => {
          const rows = JSON.parse(encodeMemberRows(records)) as unknown[][];
          const at = which % rows.length;
          fc.pre(!(typeof value === 'string' && cell >= 1 && cell <= 4));
          rows[at]![cell] = value;
          expect(decodeMemberRows(JSON.stringify(rows))).toEqual({
            ok: false,
            error: `row ${at} is malformed`,
          });
        },
      ),
    );
  });

  it('holds the tokens of an equal range each: the index is the token’s first bits', () => {
    fc.assert(
      fc.property(token, fc.integer({ min: 0, max: 20 }), (cardToken, bits) => {
        const index = pageIndexOf(cardToken, bits);
        const binary = Array.from(cardToken)
          .map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0'))
          .join('');
        expect(index).toBe(bits === 0 ? 0 : Number.parseInt(binary.slice(0, bits), 2));
      }),
    );
  });

  it('of twice as many is one half of the page before', () => {
    fc.assert(
      fc.property(token, fc.integer({ min: 0, max: 19 }), (cardToken, bits) => {
        expect(pageIndexOf(cardToken, bits + 1) >> 1).toBe(pageIndexOf(cardToken, bits));
      }),
    );
  });
});
