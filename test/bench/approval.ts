import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFileSystem } from '../../src/main/journal/nodeFileSystem.ts';
import { journalKit, openedJournal } from '../support/journalKit.ts';
import { saleDraft } from '../support/transactionDrafts.ts';

const WARM_UP = 50;
const ROUNDS = 1000;

/** Latencies in milliseconds. */
export interface LatencyMs {
  readonly p50: number;
  readonly p99: number;
}

/** An approval beside a bare write + fdatasync of the same bytes, taken in turn on the same disk. */
export interface ApprovalBench {
  readonly rounds: number;
  /** Mean bytes of a journal record. */
  readonly recordBytes: number;
  /** Seal, journal, fdatasync. */
  readonly approval: LatencyMs;
  readonly bareWrite: LatencyMs;
  /** approval / bareWrite. */
  readonly ratio: LatencyMs;
}

/** Measures approvals in a new folder under `directory`, which must be on the disk that counts, not in memory. */
export async function benchApproval(directory = '.cache'): Promise<ApprovalBench> {
  await mkdir(directory, { recursive: true });
  const folder = await mkdtemp(join(directory, 'approval-'));
  try {
    return await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<ApprovalBench> {
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
  const approval = latencyOf(approvalMs);
  const bareWrite = latencyOf(bareMs);
  return {
    rounds: ROUNDS,
    recordBytes: Math.round(offset / (WARM_UP + ROUNDS)),
    approval,
    bareWrite,
    ratio: { p50: approval.p50 / bareWrite.p50, p99: approval.p99 / bareWrite.p99 },
  };
}

function latencyOf(samplesMs: number[]): LatencyMs {
  const sorted = samplesMs.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
