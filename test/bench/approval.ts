import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFileSystem } from '../../src/main/journal/nodeFileSystem.ts';
import { journalKit, openedJournal } from '../support/journalKit.ts';
import { saleDraft } from '../support/transactionDrafts.ts';
import { durationsOf, percentile, type DurationsMs } from './percentiles.ts';

const RUNS = 5;
const WARM_UP = 50;
const ROUNDS = 600;

/** An approval beside a bare write + fdatasync of the same bytes, taken in turn on the same disk. */
export interface ApprovalBench {
  /** Runs, each with a journal and a file of its own. */
  readonly runs: number;
  readonly roundsPerRun: number;
  /** Mean bytes of a journal record. */
  readonly recordBytes: number;
  /** Seal, journal, fdatasync; over all runs. */
  readonly approval: DurationsMs;
  readonly bareWrite: DurationsMs;
  /** approval / bareWrite of each run's own p50 and p99: the median of the runs, so that one unquiet run does not decide. */
  readonly medianRatio: { readonly p50: number; readonly p99: number };
}

interface ApprovalRun {
  readonly recordBytes: number;
  readonly approvalMs: readonly number[];
  readonly bareMs: readonly number[];
}

/** Measures approvals in new folders under `directory`, which must be on the disk that counts, not in memory. */
export async function benchApproval(directory = '.cache'): Promise<ApprovalBench> {
  await mkdir(directory, { recursive: true });
  const runs: ApprovalRun[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const folder = await mkdtemp(join(directory, 'approval-'));
    try {
      runs.push(await measure(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const ratioAt = (share: number) =>
    percentile(
      runs.map(
        ({ approvalMs, bareMs }) => percentile(approvalMs, share) / percentile(bareMs, share),
      ),
      0.5,
    );
  return {
    runs: RUNS,
    roundsPerRun: ROUNDS,
    recordBytes: runs[0]?.recordBytes ?? 0,
    approval: durationsOf(runs.flatMap(({ approvalMs }) => approvalMs)),
    bareWrite: durationsOf(runs.flatMap(({ bareMs }) => bareMs)),
    medianRatio: { p50: ratioAt(0.5), p99: ratioAt(0.99) },
  };
}

async function measure(folder: string): Promise<ApprovalRun> {
  const journal = await openedJournal(journalKit(nodeFileSystem, join(folder, 'journal')));
  const bare = await open(join(folder, 'bare'), 'w');
  const approvalMs: number[] = [];
  const bareMs: number[] = [];
  let offset = 0;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const start = performance.now();
    const sealed = await journal.append(saleDraft(1000 + round));
    const approved = performance.now();
    if (!sealed.ok) {
      throw new Error(sealed.error.message);
    }
    const record = Buffer.from(`--------${JSON.stringify(sealed.value)}`);
    const bareStart = performance.now();
    await bare.write(record, 0, record.length, offset);
    await bare.datasync();
    const bareEnd = performance.now();
    offset += record.length;
    if (round >= WARM_UP) {
      approvalMs.push(approved - start);
      bareMs.push(bareEnd - bareStart);
    }
  }
  await journal.close();
  await bare.close();
  return { recordBytes: Math.round(offset / (WARM_UP + ROUNDS)), approvalMs, bareMs };
}
