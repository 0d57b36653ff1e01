import { describe, expect, it } from 'vitest';
import type { StoreException } from '../../../../../src/domain/storeException.ts';
import { resolveExceptionRequestSchema } from '../../../../../src/protocol/exceptionQueue.ts';
import {
  confirmationOf,
  decisionOf,
  missingIn,
  offersFor,
  type DecisionDraft,
} from '../../../../../src/renderer/features/exceptions/decision.ts';

const exception: StoreException = {
  exceptionId: '0123456789abcdef0123456789abcdef',
  reason: 'overdraft',
  storeId: 'S01',
  terminalId: 'T0101',
  sequence: 7,
  transactionId: null,
  memberId: 'M0000001',
  detail: 'redeemed 20 points more than the member had',
  status: 'open',
  seenCount: 1,
  firstSeenAt: '2026-11-22T10:00:00.000Z',
  lastSeenAt: '2026-11-22T10:00:00.000Z',
  resolution: null,
  resolvedBy: null,
  resolvedAt: null,
  note: null,
};
const draft: DecisionDraft = {
  resolution: 'adjusted',
  gives: true,
  points: 20,
  note: 'Spoke with the customer',
};
const offered = (change: Partial<StoreException>) =>
  offersFor({ ...exception, ...change }).map(({ resolution }) => resolution);

describe('what a manager may decide', () => {
  it('offers for each exception only what the ledger takes', () => {
    expect(offered({})).toEqual(['acknowledged', 'adjusted']);
    expect(offered({ memberId: null })).toEqual(['acknowledged']);
    expect(offered({ reason: 'unknownCard', memberId: null })).toEqual(['dismissed']);
    expect(offered({ reason: 'unknownOriginal' })).toEqual(['dismissed', 'adjusted']);
    expect(offered({ reason: 'badSignature', memberId: null })).toEqual(['posted', 'dismissed']);
    expect(offered({ reason: 'forked' })).toEqual(['posted', 'dismissed', 'adjusted']);
    expect(offered({ reason: 'restoredImage', memberId: null })).toEqual(['acknowledged']);
  });

  it('lets a word of a newer ledger be settled, too', () => {
    expect(offered({ reason: 'ofTomorrow' })).toEqual(['acknowledged', 'adjusted']);
  });

  it('asks for what is missing, one thing at a time', () => {
    expect(missingIn({ ...draft, resolution: null })).toMatch(/Choose/);
    expect(missingIn({ ...draft, points: 0 })).toMatch(/how many points/);
    expect(missingIn({ ...draft, points: 1.5 })).toMatch(/how many points/);
    expect(missingIn({ ...draft, note: '  a ' })).toMatch(/why/);
    expect(missingIn({ ...draft, note: 'a\u0007bell' })).toMatch(/signs/);
    expect(missingIn(draft)).toBeNull();
    expect(missingIn({ ...draft, resolution: 'acknowledged', points: 0 })).toBeNull();
  });

  it('keeps the number of a card out of the reason, however it is written', () => {
    for (const note of ['card 4111111111111111', 'card 4111 1111-1111.1111 seen']) {
      expect(missingIn({ ...draft, note })).toMatch(/card/);
      expect(decisionOf(exception.exceptionId, { ...draft, note })).toBeNull();
    }
    expect(missingIn({ ...draft, note: 'receipt 1234 of 22.11.2026' })).toBeNull();
  });

  it('comes to a request that the protocol takes, with points only for an adjustment', () => {
    const given = decisionOf(exception.exceptionId, draft);
    const taken = decisionOf(exception.exceptionId, { ...draft, gives: false });
    const seen = decisionOf(exception.exceptionId, { ...draft, resolution: 'acknowledged' });
    expect([given?.points, taken?.points, seen?.points]).toEqual([20, -20, null]);
    for (const decision of [given, taken, seen]) {
      const request = { ...decision, operatorId: 'O1' };
      expect(resolveExceptionRequestSchema.parse(request)).toEqual(request);
    }
  });

  it('asks again before what cannot be undone, with the figures that count', () => {
    const taken = decisionOf(exception.exceptionId, { ...draft, gives: false });
    expect(confirmationOf(taken!, 'Anna K.')).toMatchObject({
      question: expect.stringContaining('Take 20 points from Anna K.?') as string,
      button: 'Take 20 points',
    });
    const seen = decisionOf(exception.exceptionId, { ...draft, resolution: 'acknowledged' });
    expect(confirmationOf(seen!, 'Anna K.')).toBeNull();
    for (const resolution of ['posted', 'dismissed'] as const) {
      const decision = decisionOf(exception.exceptionId, { ...draft, resolution });
      expect(confirmationOf(decision!, 'Anna K.')?.question).toMatch(/cannot be undone/);
    }
  });
});
