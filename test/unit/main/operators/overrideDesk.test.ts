import { beforeEach, describe, expect, it } from 'vitest';
import { OVERRIDE_LIFETIME_MS, overrideText } from '../../../../src/domain/managerOverride.ts';
import type { Operator } from '../../../../src/domain/operator.ts';
import { ok, type Result } from '../../../../src/domain/result.ts';
import type { ManagerOverride, SaleDraft } from '../../../../src/domain/transaction.ts';
import { verifyEd25519 } from '../../../../src/ledger/chain/crypto.ts';
import { operatorDocument } from '../../../../src/ledger/demonstration/demoStaff.ts';
import { OverrideDesk, type OverrideRequest } from '../../../../src/main/operators/overrideDesk.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const UUID = '00000000-0000-7000-8000-00000000000a';
const PIN = '9001';
const manager: Operator = operatorDocument(1, {
  operatorId: 'O05',
  displayName: 'Maria T.',
  role: 'manager',
  pin: PIN,
});
const request: OverrideRequest = {
  operatorId: manager.operatorId,
  pin: PIN,
  verifier: manager.pinVerifier,
  overrideKey: manager.overrideKey ?? '',
  reasonCode: 'goodwill',
  memberId: 'M1',
  points: 900,
};

const errorOf = (answer: Result<unknown, string>) => (answer.ok ? '' : answer.error);

describe('the desk of manager overrides', () => {
  let nowMs: number;
  let desk: OverrideDesk;
  beforeEach(() => {
    nowMs = 1000;
    desk = new OverrideDesk({
      ids: { uuid: () => UUID },
      monotonicMs: () => nowMs,
      pinCheck: {
        verify: ({ pin }) => Promise.resolve(ok({ verified: pin === PIN, retryAfterMs: 0 })),
      },
    });
  });

  /** Asks the manager; throws where the PIN or its key will not do. */
  async function granted(): Promise<ManagerOverride> {
    const answer = await desk.grant(request, 'T1', () => 6);
    if (!answer.ok || answer.value.kind !== 'granted') {
      throw new Error('the override was not granted');
    }
    return answer.value.override;
  }

  const draftWith = (
    override: ManagerOverride,
    { points = 900, memberId = 'M1' } = {},
  ): SaleDraft => ({
    ...saleDraft(2000),
    member: { kind: 'member', memberId, cardToken: 'ab'.repeat(16) },
    redemption: {
      points,
      valueMinor: points,
      authorisation: {
        kind: 'standIn',
        floorLimitPoints: 500,
        confirmedPoints: 1000,
        asOf: '2026-11-22T09:30:00.000Z',
        override,
      },
    },
  });

  it('signs with the key that the ledger knows, for one transaction that has its place already', async () => {
    const override = await granted();
    const { operatorId, reasonCode, memberId, points } = request;
    const transactionId = `T1:${UUID}`;
    const about = { terminalId: 'T1', transactionId, sequence: 7, memberId, points };
    const text = overrideText({ operatorId, reasonCode, ...about });
    expect(verifyEd25519(request.overrideKey, text, override.signature ?? '')).toBe(true);
    expect(desk.take(draftWith(override), 'T1')).toEqual(ok({ uuid: UUID, sequence: 7 }));
  });

  it('is used once', async () => {
    const draft = draftWith(await granted());
    expect(desk.take(draft, 'T1').ok).toBe(true);
    expect(desk.take(draft, 'T1').ok).toBe(false);
  });

  it('is for this member, these points, this terminal and this signature only', async () => {
    const bent: readonly ((override: ManagerOverride) => readonly [SaleDraft, string])[] = [
      (override) => [draftWith(override, { points: 1000 }), 'T1'],
      (override) => [draftWith(override, { memberId: 'M2' }), 'T1'],
      (override) => [draftWith(override), 'T2'],
      (override) => [draftWith({ ...override, reasonCode: 'longOutage' }), 'T1'],
      (override) => [draftWith({ ...override, operatorId: 'O06' }), 'T1'],
      (override) => [draftWith({ ...override, signature: null }), 'T1'],
    ];
    for (const bend of bent) {
      const override = await granted();
      expect(desk.take(...bend(override))).toMatchObject({ ok: false });
      expect(desk.take(draftWith(override), 'T1').ok, 'used up by the wrong try').toBe(false);
    }
  });

  it('lapses, and is no more once the sale has changed', async () => {
    const draft = draftWith(await granted());
    nowMs += OVERRIDE_LIFETIME_MS;
    expect(errorOf(desk.take(draft, 'T1'))).toContain('lapsed');
    const again = draftWith(await granted());
    desk.drop();
    expect(desk.take(again, 'T1').ok).toBe(false);
  });

  it('grants nothing for a wrong PIN, and takes back what was granted before', async () => {
    const draft = draftWith(await granted());
    const wrong = await desk.grant({ ...request, pin: '9002' }, 'T1', () => 6);
    expect(wrong).toEqual(ok({ kind: 'refused', retryAfterMs: 0 }));
    expect(desk.take(draft, 'T1').ok).toBe(false);
  });

  it('grants nothing where the PIN gives another key than the ledger knows', async () => {
    const other = operatorDocument(2, { ...manager, pin: PIN }).overrideKey ?? '';
    const answer = await desk.grant({ ...request, overrideKey: other }, 'T1', () => 6);
    expect(errorOf(answer)).toContain('set anew');
  });

  it('has nothing to do with a sale without an override', () => {
    expect(desk.take(saleDraft(2000), 'T1')).toEqual(ok(null));
  });
});
