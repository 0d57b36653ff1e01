import { beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../../src/domain/result.ts';
import type {
  ManagerOverride,
  ReturnDraft,
  SaleDraft,
  TransactionDraft,
} from '../../../../src/domain/transaction.ts';
import type { Journal, JournalOptions } from '../../../../src/main/journal/journal.ts';
import { OverrideDesk } from '../../../../src/main/operators/overrideDesk.ts';
import { deriveOverrideKey } from '../../../../src/main/operators/overrideKey.ts';
import { makeScryptVerifier } from '../../../../src/main/operators/scryptVerifier.ts';
import { SignOns } from '../../../../src/main/operators/signOns.ts';
import { HoldGate } from '../../../../src/main/terminal/holdGate.ts';
import { LeaseGate } from '../../../../src/main/terminal/leaseGate.ts';
import { sealGuarded } from '../../../../src/main/terminal/sealGuarded.ts';
import { StandInGate } from '../../../../src/main/terminal/standInGate.ts';
import type { KnownLimits } from '../../../../src/main/settings/redemptionLimits.ts';
import { FaultyFileSystem } from '../../../support/faultyFileSystem.ts';
import { journalKit, openedJournal } from '../../../support/journalKit.ts';
import { saleDraft } from '../../../support/transactionDrafts.ts';

const PIN = '9001';
const TERMINAL = 'terminal-1';

/** A sale that redeems by stand-in under a floor limit of 500 points. */
function redeeming(points: number, memberId = 'M1', override?: ManagerOverride): SaleDraft {
  const authorisation = {
    kind: 'standIn',
    floorLimitPoints: 500,
    confirmedPoints: 5000,
    asOf: '2026-11-22T09:30:00.000Z',
    ...(override === undefined ? {} : { override }),
  } as const;
  return {
    ...saleDraft(6000),
    member: { kind: 'member', memberId, cardToken: 'ab'.repeat(16) },
    redemption: { points, valueMinor: points, authorisation },
  };
}

/** A whole sale undone by an operator. */
function postVoidBy(operatorId: string, reasonCode = 'postVoid'): ReturnDraft {
  const { programmeId, programmeVersion, currency } = saleDraft(100);
  return {
    kind: 'return',
    operatorId,
    member: null,
    programmeId,
    programmeVersion,
    currency,
    originalTransactionId: `${TERMINAL}:00000000-0000-7000-8000-000000000001`,
    reasonCode,
    lines: [{ lineNumber: 1, quantity: 1 }],
    refundMinor: 100,
    settledBy: 'ledger',
    reversedAccrualPoints: 0,
    restoredRedemptionPoints: 0,
  };
}

describe('what the host seals', () => {
  let kit: JournalOptions;
  let journal: Journal;
  let standInGate: StandInGate;
  let holdGate: HoldGate;
  let overrides: OverrideDesk;
  let signOns: SignOns;

  /** A gate whose host has heard these limits of the programme, or none. */
  const gate = (known: KnownLimits | null = null) =>
    new StandInGate({ limits: { of: () => known }, clock: kit.clock });

  beforeEach(async () => {
    kit = journalKit(new FaultyFileSystem(), '/journal');
    journal = await openedJournal(kit);
    standInGate = gate();
    holdGate = new HoldGate({ monotonicMs: () => 0, carriesOver: false });
    signOns = new SignOns();
    overrides = new OverrideDesk({
      ids: kit.ids,
      monotonicMs: () => 0,
      pinCheck: {
        verify: ({ pin }) => Promise.resolve(ok({ verified: pin === PIN, retryAfterMs: 0 })),
      },
    });
  });

  async function seal(draft: TransactionDraft): Promise<number | string> {
    const leaseGate = new LeaseGate();
    const guarded = { journal, standInGate, leaseGate, holdGate, terminalId: TERMINAL };
    const sealed = await sealGuarded(guarded, { overrides, signOns }, draft);
    return sealed.ok ? sealed.value.body.sequence : sealed.error.code;
  }

  async function allow(points: number): Promise<ManagerOverride> {
    const cost = { cost: 1024, blockSize: 8, parallelization: 1 };
    const verifier = await makeScryptVerifier(PIN, Buffer.alloc(16, 7), cost);
    const overrideKey = (await deriveOverrideKey(PIN, verifier)).publicKeyBase64;
    const wish = { operatorId: 'O05', reasonCode: 'goodwill', memberId: 'M1', points };
    const request = { ...wish, pin: PIN, verifier, overrideKey };
    const answer = await overrides.grant(request, TERMINAL, () => journal.status().sequence);
    if (!answer.ok || answer.value.kind !== 'granted') {
      throw new Error('the override was not granted');
    }
    return answer.value.override;
  }

  it('keeps one member’s unsettled redemptions within the limit, whatever the page believes', async () => {
    expect(await seal(redeeming(600))).toBe('managerNeeded');
    expect(await seal(redeeming(300))).toBe(1);
    expect(await seal(redeeming(300))).toBe('managerNeeded');
    expect(await seal(redeeming(300, 'M2'))).toBe(2);
    expect(await seal(redeeming(200))).toBe(3);
    expect(journal.status().sequence).toBe(3);
  });

  it('seals by a hold that this run of the host asked for, once, and not after a restart', async () => {
    const holdId = '00000000-0000-7000-8000-000000000001';
    const byHold: SaleDraft = {
      ...redeeming(3000),
      redemption: { points: 3000, valueMinor: 3000, authorisation: { kind: 'hold', holdId } },
    };
    expect(await seal(byHold)).toBe('notInThisMode');
    holdGate.ask(holdId);
    expect(await seal(byHold)).toBe(1);
    expect(await seal(byHold)).toBe('notInThisMode');
    holdGate = new HoldGate({ monotonicMs: () => 0, carriesOver: false });
    expect(await seal(byHold)).toBe('notInThisMode');
    expect(journal.status().sequence).toBe(1);
  });

  it('keeps to the limit when two windows seal at once', async () => {
    const answers = await Promise.all([seal(redeeming(300)), seal(redeeming(300))]);
    expect(answers.toSorted()).toEqual([1, 'managerNeeded']);
  });

  it('knows after a restart from the journal what is unsettled', async () => {
    await seal(redeeming(300));
    await journal.close();
    journal = await openedJournal(kit);
    standInGate = gate();
    expect(await seal(redeeming(300))).toBe('managerNeeded');
    expect(await seal(redeeming(200))).toBe(2);
  });

  it('counts no more what the ledger has', async () => {
    await seal(redeeming(500));
    expect(await seal(redeeming(200))).toBe('managerNeeded');
    const { sequence, hash } = journal.status();
    await journal.confirm({ sequence, hash });
    expect(await seal(redeeming(500))).toBe(2);
    standInGate.settle(2);
    expect(await seal(redeeming(500))).toBe(3);
  });

  it('keeps to the rules that the host has heard, whatever limit the page names', async () => {
    const standIn = { floorLimitPoints: 400, maximumStalenessMs: 1000 };
    standInGate = gate({ mode: 'standIn', standIn });
    expect(await seal(redeeming(500))).toBe('managerNeeded');
    standInGate = gate({ mode: 'standIn', standIn: { ...standIn, transactionLimitPoints: 300 } });
    expect(await seal(redeeming(400))).toBe('managerNeeded');
    standInGate = gate({ mode: 'standIn', standIn: { ...standIn, terminalDayLimitPoints: 500 } });
    expect(await seal(redeeming(400))).toBe(1);
    expect(await seal(redeeming(200, 'M2'))).toBe('managerNeeded');
    for (const mode of ['online', 'allotment'] as const) {
      standInGate = gate({ mode, standIn });
      expect(await seal(redeeming(200, 'M3'))).toBe('managerNeeded');
    }
    expect(await seal(redeeming(900, 'M1', await allow(900)))).toBe(2);
  });

  it('goes beyond the limit once, by an override for just this transaction, at its place', async () => {
    const override = await allow(900);
    const draft = redeeming(900, 'M1', override);
    expect(await seal(draft)).toBe(1);
    expect(await seal(draft)).toBe('managerNeeded');
    expect(await seal(redeeming(200))).toBe('managerNeeded');
  });

  it('seals no override after another transaction took its place', async () => {
    const override = await allow(900);
    expect(await seal(saleDraft(100))).toBe(1);
    expect(await seal(redeeming(900, 'M1', override))).toBe('journalFailed');
    expect(journal.status().sequence).toBe(1);
  });

  it('lets only a manager who has signed on here undo a whole sale', async () => {
    signOns.note('O01', 'cashier');
    expect(await seal(postVoidBy('O01'))).toBe('managerNeeded');
    expect(await seal(postVoidBy('O05'))).toBe('managerNeeded');
    signOns.note('O05', 'manager');
    expect(await seal(postVoidBy('O05'))).toBe(1);
    expect(await seal(postVoidBy('O01', 'damaged'))).toBe(2);
  });
});
