import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import type { Lease } from '../../../src/domain/lease.ts';
import { dexieReplicaStorage } from '../../../src/replica/dexieStorage.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import { freshName, openReplica } from '../../support/replicaKit.ts';

const leaseOf = (number: number): Lease => ({
  leaseId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  memberId: `M${number}`,
  points: 600,
  spentPoints: 0,
  appliedSequence: 0,
  state: 'live',
  expiresAt: '2026-11-23T10:00:00.000Z',
});

const kept = ({ leases }: Replica) =>
  leases.all
    .current()
    .map(({ lease, givingBack }) => [lease.memberId, lease.spentPoints, givingBack])
    .sort();

let opened: Replica | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

describe('the leases of a terminal', () => {
  it('are what the ledger lists: what it lists no more is gone', async () => {
    opened = await openReplica();
    await opened.leases.replace([leaseOf(1), leaseOf(2)]);
    await opened.leases.replace([{ ...leaseOf(2), spentPoints: 200 }, leaseOf(3)]);
    expect(kept(opened)).toEqual([
      ['M2', 200, false],
      ['M3', 0, false],
    ]);
  });

  it('stay given back, whatever the ledger says of them, until it lists them no more', async () => {
    opened = await openReplica();
    const { leases } = opened;
    await leases.replace([leaseOf(1), leaseOf(2)]);
    await leases.giveBack([leaseOf(1).leaseId]);
    // An answer of before, which still calls the lease live.
    await leases.replace([leaseOf(1), leaseOf(2)]);
    expect(kept(opened)).toEqual([
      ['M1', 0, true],
      ['M2', 0, false],
    ]);
    await leases.replace([leaseOf(2)]);
    expect(kept(opened)).toEqual([['M2', 0, false]]);
  });

  it('are given back in memory before the note is on disk: nothing is spent while it is being written', async () => {
    opened = await openReplica();
    await opened.leases.replace([leaseOf(1)]);
    const noting = opened.leases.giveBack([leaseOf(1).leaseId]);
    await Promise.resolve();
    expect(kept(opened)).toEqual([['M1', 0, true]]);
    await noting;
  });

  it('do not mix a list with a note that was made while it was being written', async () => {
    opened = await openReplica();
    const { leases } = opened;
    await leases.replace([leaseOf(1)]);
    await Promise.all([
      leases.replace([leaseOf(1), leaseOf(2)]),
      leases.giveBack([leaseOf(1).leaseId, leaseOf(2).leaseId]),
      leases.replace([leaseOf(1), leaseOf(2)]),
    ]);
    expect(kept(opened)).toEqual([
      ['M1', 0, true],
      ['M2', 0, true],
    ]);
  });

  it('keep the note over a restart between it and the return to the ledger', async () => {
    const storage = dexieReplicaStorage({ indexedDB: new IDBFactory(), IDBKeyRange });
    const name = freshName();
    opened = await openReplica(storage, name);
    await opened.leases.replace([leaseOf(1), leaseOf(2)]);
    await opened.leases.giveBack([leaseOf(1).leaseId]);
    await opened.close();
    opened = await openReplica(storage, name);
    expect(kept(opened)).toEqual([
      ['M1', 0, true],
      ['M2', 0, false],
    ]);
  });
});
