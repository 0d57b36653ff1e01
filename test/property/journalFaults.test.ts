import { describe, expect, it } from 'vitest';
import { verifyNext, type ChainHead } from '../../src/domain/seal.ts';
import type { SealedTransaction } from '../../src/domain/transaction.ts';
import { openJournal, type Journal, type JournalOptions } from '../../src/main/journal/journal.ts';
import { FaultyFileSystem, type Fault, type PowerCut } from '../support/faultyFileSystem.ts';
import { allOf, journalKit, openedJournal } from '../support/journalKit.ts';
import { saleDraft, totalMinorOf } from '../support/transactionDrafts.ts';

const DIRECTORY = '/journal';
const SALES = 7;
const POWER_CUTS: readonly PowerCut[] = [
  { kind: 'lost' },
  { kind: 'kept' },
  { kind: 'torn', seed: 1 },
  { kind: 'torn', seed: 2 },
  { kind: 'torn', seed: 3 },
  { kind: 'torn', seed: 4 },
];

interface Played {
  readonly kit: JournalOptions;
  readonly disk: FaultyFileSystem;
  /** Answered with `ok`, in order. */
  readonly approved: SealedTransaction[];
  /**
   * For each time that the journal was closed (or its process died) right after failures: the amounts of the sales that
   * had failed since its last approval. One of each may be found: it reached the disk, and the disk refused to take it back.
   */
  readonly underWay: number[][];
}

/** Opens a journal on a disk with `fault`, sells, stops half-way, opens again and sells on. Small segments. */
async function play(fault: Fault, prepare?: (disk: FaultyFileSystem) => void): Promise<Played> {
  const disk = new FaultyFileSystem();
  disk.fault = fault;
  prepare?.(disk);
  const kit = { ...journalKit(disk, DIRECTORY), segmentBytes: 2400 };
  const approved: SealedTransaction[] = [];
  const underWay: number[][] = [];
  let failedSince: number[] = [];
  let journal = await tryOpen(kit);
  for (let amountMinor = 100; amountMinor <= 100 * SALES; amountMinor += 100) {
    if (amountMinor === 500) {
      await journal?.close().catch(() => undefined);
      journal = null;
      underWay.push(failedSince);
      failedSince = [];
    }
    journal ??= await tryOpen(kit);
    const answer = await journal?.append(saleDraft(amountMinor));
    if (answer?.ok === true) {
      approved.push(answer.value);
      failedSince = [];
    } else if (answer !== undefined) {
      failedSince.push(amountMinor);
    }
  }
  underWay.push(failedSince);
  return { kit, disk, approved, underWay };
}

async function tryOpen(kit: JournalOptions): Promise<Journal | null> {
  const opened = await openJournal(kit);
  return opened.ok ? opened.value : null;
}

/** Opens the journal on what the power cut left. Gives what is there; checks that it is one chain and goes on. */
async function reopened(
  played: Played,
  cut: PowerCut,
): Promise<{ found: SealedTransaction[]; damage: number }> {
  const kit = { ...played.kit, fileSystem: played.disk.afterPowerCut(cut) };
  const journal = await openedJournal(kit);
  const found = await allOf(journal);
  const damage = journal.status().damage.length;
  const next = await journal.append(saleDraft(9900));
  await journal.close();
  const again = await openedJournal(kit);
  const after = await allOf(again);
  await again.close();
  expect(next.ok && after).toEqual(next.ok && [...found, next.value]);
  expectChain(after, kit);
  return { found, damage };
}

function expectChain(transactions: readonly SealedTransaction[], kit: JournalOptions): void {
  let head: ChainHead = kit.head;
  for (const transaction of transactions) {
    const step = verifyNext(head, transaction, kit.sha256Hex);
    expect(step.ok).toBe(true);
    expect(kit.verify(transaction.hash, transaction.signature)).toBe(true);
    head = step.ok ? step.value : head;
  }
}

/** Invariant 1: all that was approved, in order, and besides at most what was under way when the journal was closed. */
function expectNothingLostOrInvented(played: Played, found: readonly SealedTransaction[]): void {
  const hashes = new Set(played.approved.map(({ hash }) => hash));
  expect(found.filter(({ hash }) => hashes.has(hash))).toEqual(played.approved);
  const unused = played.underWay.slice();
  for (const { body } of found.filter(({ hash }) => !hashes.has(hash))) {
    const place = unused.findIndex((amounts) =>
      amounts.some((amount) => amount === totalMinorOf({ body })),
    );
    expect(place).not.toBe(-1);
    unused.splice(place, 1);
  }
}

async function operationCount(): Promise<number> {
  const { disk, approved } = await play(() => 'fine');
  expect(approved).toHaveLength(SALES);
  return disk.operations.length;
}

describe('invariants 1 and 3: the journal under a faulty file system', () => {
  it('touches the disk in every way that the faults below go through', async () => {
    const { disk } = await play(() => 'fine');
    expect(new Set(disk.operations)).toEqual(
      new Set([
        ...['open', 'read', 'write', 'datasync', 'size', 'close'],
        ...['rename', 'list', 'makeDirectory', 'syncDirectory'],
      ]),
    );
    expect(disk.paths().filter((path) => path.endsWith('.journal')).length).toBeGreaterThan(2);
  });

  for (const effect of ['none', 'half', 'all'] as const) {
    it(`confirmed sale lost in a power cut: kept when the process dies at any step, which took effect: ${effect}`, async () => {
      const count = await operationCount();
      for (let at = 1; at <= count; at += 1) {
        const played = await play((_, number) =>
          number === at ? { code: 'CRASH', effect } : 'fine',
        );
        for (const cut of POWER_CUTS) {
          const { found, damage } = await reopened(played, cut);
          expectNothingLostOrInvented(played, found);
          if (cut.kind !== 'torn') {
            expect(damage).toBe(0);
          }
        }
      }
    });
  }

  for (const code of ['EIO', 'ENOSPC'] as const) {
    for (const effect of ['none', 'half', 'all'] as const) {
      it(`approves again after a single ${code} at any step (effect: ${effect}), and never what failed`, async () => {
        const count = await operationCount();
        for (let at = 1; at <= count; at += 1) {
          const played = await play((_, number) => (number === at ? { code, effect } : 'fine'));
          expect(played.approved.length).toBeGreaterThanOrEqual(SALES - 1);
          for (const cut of POWER_CUTS) {
            const { found } = await reopened(played, cut);
            expect(found).toEqual(played.approved);
          }
        }
      });

      it(`loses and invents nothing when the disk stays at ${code} from any step on (effect: ${effect})`, async () => {
        const count = await operationCount();
        for (let at = 1; at <= count; at += 1) {
          const played = await play((_, number) => (number >= at ? { code, effect } : 'fine'));
          for (const cut of POWER_CUTS) {
            const { found } = await reopened(played, cut);
            expectNothingLostOrInvented(played, found);
          }
        }
      });
    }
  }

  it('loses and invents nothing when a step fails and the steps of its repair fail too', async () => {
    const count = await operationCount();
    for (let at = 1; at <= count; at += 1) {
      for (let length = 2; length <= 5; length += 1) {
        for (const effect of ['none', 'half', 'all'] as const) {
          const played = await play((_, number) =>
            number >= at && number < at + length ? { code: 'EIO', effect } : 'fine',
          );
          for (const cut of POWER_CUTS.slice(0, 3)) {
            const { found } = await reopened(played, cut);
            expectNothingLostOrInvented(played, found);
          }
        }
      }
    }
  });

  it('writes whole records where the system takes a few bytes at a time', async () => {
    const played = await play(
      () => 'fine',
      (disk) => {
        disk.largestWriteBytes = 7;
      },
    );
    expect(played.approved).toHaveLength(SALES);
    expect((await reopened(played, { kind: 'lost' })).found).toEqual(played.approved);
  });

  it('says that the disk is full, and approves as soon as there is room', async () => {
    const disk = new FaultyFileSystem();
    const kit = { ...journalKit(disk, DIRECTORY), segmentBytes: 8192 };
    const journal = await openedJournal(kit);
    await journal.append(saleDraft(100));
    disk.fault = (operation) =>
      operation === 'write' ? { code: 'ENOSPC', effect: 'half' } : 'fine';
    const refused = await journal.append(saleDraft(200));
    expect(refused.ok ? null : refused.error.code).toBe('diskFull');
    expect(refused.ok ? '' : refused.error.message).toContain('Free some space');
    disk.fault = () => 'fine';
    expect((await journal.append(saleDraft(300))).ok).toBe(true);
    const found = await allOf(journal);
    expect(found.map((one) => [one.body.sequence, totalMinorOf(one)])).toEqual([
      [1, 100],
      [2, 300],
    ]);
    await journal.close();
  });

  it('trusts a segment no longer after a failed sync: the next sale begins another', async () => {
    const disk = new FaultyFileSystem();
    const journal = await openedJournal({ ...journalKit(disk, DIRECTORY), segmentBytes: 8192 });
    await journal.append(saleDraft(100));
    let syncs = 0;
    disk.fault = (operation) => {
      syncs += operation === 'datasync' ? 1 : 0;
      return operation === 'datasync' && syncs === 1 ? { code: 'EIO', effect: 'none' } : 'fine';
    };
    expect((await journal.append(saleDraft(200))).ok).toBe(false);
    expect((await journal.append(saleDraft(300))).ok).toBe(true);
    const segments = disk.paths().filter((path) => path.endsWith('.journal'));
    expect(segments).toHaveLength(2);
    expect((await allOf(journal)).map(totalMinorOf)).toEqual([100, 300]);
    await journal.close();
  });

  it('treats a used-up quota as a full disk', async () => {
    const disk = new FaultyFileSystem();
    const journal = await openedJournal({ ...journalKit(disk, DIRECTORY), segmentBytes: 8192 });
    disk.fault = (operation) =>
      operation === 'datasync' ? { code: 'EDQUOT', effect: 'none' } : 'fine';
    const refused = await journal.append(saleDraft(100));
    expect(refused.ok ? null : refused.error.code).toBe('diskFull');
  });
});
