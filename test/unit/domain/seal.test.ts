import { describe, expect, it } from 'vitest';
import { GENESIS_HASH, nextBody, sealedText, transactionHash } from '../../../src/domain/seal.ts';
import type { SaleBodyFormat1, SaleDraft } from '../../../src/domain/transaction.ts';
import { sha256Hex } from '../../support/ports.ts';
import { UNMEASURED_CLOCK } from '../../support/transactionDrafts.ts';

const draft: SaleDraft = {
  kind: 'sale',
  operatorId: 'op-1',
  member: null,
  programmeId: 'demo',
  programmeVersion: 1,
  tierId: null,
  currency: 'EUR',
  lines: [],
  totalMinor: 0,
  accrualPoints: 0,
  redemption: null,
};
const context = {
  terminalId: 't1',
  storeId: 's1',
  head: { sequence: 4, hash: 'f'.repeat(64) },
  uuid: '00000000-0000-7000-8000-000000000000',
  occurredAt: '2026-11-22T09:30:00.000Z',
  businessDate: '2026-11-22',
  clock: UNMEASURED_CLOCK,
};

describe('nextBody', () => {
  it('follows the head of the chain, whatever the draft brings along', () => {
    const smuggled = { ...draft, sequence: 99, previousHash: GENESIS_HASH, terminalId: 't2' };
    expect(nextBody(smuggled, context)).toMatchObject({
      sequence: 5,
      previousHash: 'f'.repeat(64),
      terminalId: 't1',
      transactionId: 't1:00000000-0000-7000-8000-000000000000',
    });
  });
});

describe('sealedText', () => {
  it('is fixed for format 1: a change of it would orphan every journal and every hash', () => {
    const { clock, ...fields } = nextBody(draft, context);
    const body: SaleBodyFormat1 = { ...fields, format: 1, redemption: null };
    expect(clock).toEqual(UNMEASURED_CLOCK);
    expect(sealedText(body)).toBe(
      'loyalty-transaction/1\n{"accrualPoints":0,"businessDate":"2026-11-22","currency":"EUR","format":1,"kind":"sale","lines":[],"member":null,"occurredAt":"2026-11-22T09:30:00.000Z","operatorId":"op-1","previousHash":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff","programmeId":"demo","programmeVersion":1,"redemption":null,"sequence":5,"storeId":"s1","terminalId":"t1","tierId":null,"totalMinor":0,"transactionId":"t1:00000000-0000-7000-8000-000000000000"}',
    );
    expect(transactionHash(body, sha256Hex)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is fixed for format 2, which also says what is known of the clock', () => {
    const clock = { offsetMs: -1500, jumped: true };
    expect(sealedText(nextBody(draft, { ...context, clock }))).toBe(
      'loyalty-transaction/2\n{"accrualPoints":0,"businessDate":"2026-11-22","clock":{"jumped":true,"offsetMs":-1500},"currency":"EUR","format":2,"kind":"sale","lines":[],"member":null,"occurredAt":"2026-11-22T09:30:00.000Z","operatorId":"op-1","previousHash":"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff","programmeId":"demo","programmeVersion":1,"redemption":null,"sequence":5,"storeId":"s1","terminalId":"t1","tierId":null,"totalMinor":0,"transactionId":"t1:00000000-0000-7000-8000-000000000000"}',
    );
  });
});
