import { reverseSale } from '../../src/domain/reversal.ts';
import { authoriseRedemption } from '../../src/renderer/features/redeem/authoriseRedemption.ts';
import { createHoldDesk } from '../../src/renderer/features/redeem/holdDesk.ts';
import { saleDraft } from '../../src/renderer/features/approve/saleDraft.ts';
import { terminalJournal } from '../../src/renderer/features/approve/sealJournal.ts';
import { sealSale } from '../../src/renderer/features/approve/sealSale.ts';
import { replicaTillData } from '../../src/renderer/app/replicaTillData.ts';
import { HoldGate } from '../../src/main/terminal/holdGate.ts';
import { LeaseGate } from '../../src/main/terminal/leaseGate.ts';
import { StandInGate } from '../../src/main/terminal/standInGate.ts';
import { journalHandlers } from '../../src/main/terminal/journalHandlers.ts';
import { ledgerHandlers } from '../../src/main/terminal/ledgerHandlers.ts';
import { readOfflineRights } from '../../src/renderer/features/redeem/offlineRights.ts';
import { programmeInEffect } from '../../src/domain/programme.ts';
import { openJournal } from '../../src/main/journal/journal.ts';
import { createReplica } from '../../src/replica/createReplica.ts';
import { memoryReplicaStorage } from '../../src/replica/memoryStorage.ts';
import { createHostTransport } from '../../src/sync/hostTransport.ts';
import { reconcile } from '../../src/sync/reconcile.ts';
import { startSync } from '../../src/sync/startSync.ts';

/** What a simulated terminal runs: the product's own code, in a module graph of its own. */
export const lane = {
  HoldGate,
  LeaseGate,
  StandInGate,
  authoriseRedemption,
  createHoldDesk,
  createHostTransport,
  createReplica,
  journalHandlers,
  ledgerHandlers,
  memoryReplicaStorage,
  openJournal,
  programmeInEffect,
  readOfflineRights,
  reconcile,
  replicaTillData,
  reverseSale,
  saleDraft,
  sealSale,
  startSync,
  terminalJournal,
};

export type Lane = typeof lane;

/** Loads the product's code for terminal `number`; `registerLaneHooks` was called before. */
export async function loadLane(number: number): Promise<Lane> {
  const loaded: unknown = await import(`./lane.ts?lane=${number}`);
  if (!isLaneModule(loaded)) {
    throw new Error('the lane has its modules');
  }
  return loaded.lane;
}

function isLaneModule(loaded: unknown): loaded is { readonly lane: Lane } {
  return typeof loaded === 'object' && loaded !== null && 'lane' in loaded;
}
