import { describe, expect, it } from 'vitest';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { openJournal, type Journal, type JournalOptions } from '../../src/main/journal/journal.ts';
import { FaultyFileSystem, type Fault, type PowerCut } from '../support/faultyFileSystem.ts';
import { allOf, guardedKit, openedJournal, testPrivateKey } from '../support/journalKit.ts';
import { saleDraft, totalMinorOf } from '../support/transactionDrafts.ts';

const DAY_MS = 86_400_000;
const PEM = testPrivateKey();
const POWER_CUTS: readonly PowerCut[] = [
  { kind: 'lost' },
  { kind: 'kept' },
  { kind: 'torn', seed: 1 },
  { kind: 'torn', seed: 2 },
];

interface Played {
  readonly kit: JournalOptions;
  readonly disk: FaultyFileSystem;
  readonly approved: readonly SealedTransaction[];
  /** Amounts of sales that were refused, or that were under way when the process died. */
  readonly refused: readonly number[];
  /** The furthest that the ledger confirmed. */
  readonly confirmedSequence: number;
}

/**
 * Two days at a till with all that a host gives its journal: marks, checkpoints, a reserve, pruning. A fault may come at
 * any operation of the disk.
 */
async function play(fault: Fault): Promise<Played> {
  const disk = new FaultyFileSystem();
  disk.fault = fault;
  const guarded = guardedKit(disk, '/journal', PEM);
  const kit = {
    ...guarded,
    segmentBytes: 1800,
    space: { reserveBytes: 1000, stopBelowBytes: 100, warnBelowBytes: 200 },
    retention: { retentionMs: DAY_MS, ledgerNowMs: () => guarded.clock.nowMs() },
  };
  const approved: SealedTransaction[] = [];
  const refused: number[] = [];
  let confirmedSequence = 0;
  const till: { journal: Journal | null } = { journal: null };
  const sell = async (amountMinor: number) => {
    till.journal ??= await tryOpen(kit);
    const answer = await till.journal?.append(saleDraft(amountMinor));
    if (answer?.ok === true) {
      approved.push(answer.value);
    } else {
      refused.push(amountMinor);
    }
  };
  const keepUp = () => till.journal?.upkeep();
  const confirm = async () => {
    const last = approved.at(-1);
    if (last !== undefined) {
      await till.journal?.confirm({ sequence: last.body.sequence, hash: last.hash });
      confirmedSequence = last.body.sequence;
    }
  };
  for (const amountMinor of [100, 200, 300]) {
    await sell(amountMinor);
  }
  await confirm();
  await keepUp();
  await sell(400);
  await keepUp();
  await till.journal?.close().catch(() => undefined);
  till.journal = null;
  guarded.clock.currentMs += 2 * DAY_MS;
  await sell(500);
  for (let turn = 0; turn < 4; turn += 1) {
    await keepUp();
  }
  await sell(600);
  return { kit: { ...kit, fileSystem: disk }, disk, approved, refused, confirmedSequence };
}

async function tryOpen(kit: JournalOptions): Promise<Journal | null> {
  const opened = await openJournal(kit);
  return opened.ok ? opened.value : null;
}

/** Opens what the power cut left and holds it against what was approved. */
async function expectWhole(played: Played, cut: PowerCut): Promise<void> {
  const disk = played.disk.afterPowerCut(cut);
  const { mark } = guardedKit(disk, '/journal', PEM);
  const kit = { ...played.kit, fileSystem: disk, mark };
  const journal = await openedJournal(kit);
  const { startSequence, stopped } = journal.status();
  const found = await allOf(journal);
  expect(stopped).toBeNull();
  expect(startSequence).toBeLessThanOrEqual(played.confirmedSequence);

  const hashes = new Set(played.approved.map(({ hash }) => hash));
  const wanted = played.approved.filter(({ body }) => body.sequence > startSequence);
  const kept = found.filter(({ hash, body }) => hashes.has(hash) && body.sequence > startSequence);
  expect(kept).toEqual(wanted);
  for (const more of found.filter(({ hash }) => !hashes.has(hash))) {
    expect(played.refused).toContain(totalMinorOf(more));
  }

  const next = await journal.append(saleDraft(9900));
  expect(next.ok).toBe(true);
  await journal.upkeep();
  await journal.close();
  const again = await openedJournal(kit);
  expect(again.status().stopped).toBeNull();
  const last = (await allOf(again)).at(-1);
  expect(last).toEqual(next.ok ? next.value : null);
  await again.close();
}

async function operationCount(): Promise<number> {
  const { disk, approved, refused } = await play(() => 'fine');
  expect(approved).toHaveLength(6);
  expect(refused).toEqual([]);
  return disk.operations.length;
}

/** Plays once for every operation, with a fault from there on, or only there. */
async function expectWholeForEvery(faultAt: (at: number) => Fault): Promise<void> {
  const count = await operationCount();
  for (let at = 1; at <= count; at += 1) {
    const played = await play(faultAt(at));
    for (const cut of POWER_CUTS) {
      await expectWhole(played, cut);
    }
  }
}

describe('invariants 1 and 3: marks, checkpoints, reserve and pruning under a faulty file system', () => {
  it('go through every operation that the faults below let fail', async () => {
    const { disk } = await play(() => 'fine');
    expect([...new Set(disk.operations)]).toEqual(
      expect.arrayContaining([
        'remove',
        'freeBytes',
        'rename',
        'list',
        'syncDirectory',
        'datasync',
      ]),
    );
    expect(disk.paths().some((path) => path.endsWith('.checkpoint'))).toBe(true);
    expect(disk.paths()).toContain('/journal/reserve');
    expect(disk.paths()).not.toContain('/journal/00000001.journal');
  });

  it.each(['none', 'half', 'all'] as const)(
    'lose nothing and raise no false alarm when the process dies at any step (effect: %s)',
    async (effect) => {
      await expectWholeForEvery(
        (at) => (_, number) => (number === at ? { code: 'CRASH', effect } : 'fine'),
      );
    },
    180_000,
  );

  it.each([
    ['EIO', 'none'],
    ['EIO', 'all'],
    ['ENOSPC', 'half'],
  ] as const)(
    'lose nothing and raise no false alarm after a single %s at any step (effect: %s)',
    async (code, effect) => {
      await expectWholeForEvery((at) => (_, number) => (number === at ? { code, effect } : 'fine'));
    },
    180_000,
  );

  it.each(['EIO', 'ENOSPC'] as const)(
    'lose nothing and raise no false alarm when the disk stays at %s from any step on',
    async (code) => {
      await expectWholeForEvery(
        (at) => (_, number) => (number >= at ? { code, effect: 'none' } : 'fine'),
      );
    },
    180_000,
  );
});
