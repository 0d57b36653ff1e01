import { afterEach, describe, expect, it } from 'vitest';
import { memoryReplicaStorage } from '../../../src/replica/memoryStorage.ts';
import type { Replica } from '../../../src/replica/replica.ts';
import { freshName, openReplica } from '../../support/replicaKit.ts';

const open: Replica[] = [];
afterEach(async () => {
  for (const replica of open.splice(0)) {
    await replica.close();
  }
});

describe('the state of a replica', () => {
  it('keeps every one of changes made at once, and after a restart', async () => {
    const storage = memoryReplicaStorage();
    const name = freshName();
    const before = await openReplica(storage, name);
    const bump = () =>
      before.state.update((value) => ({ acknowledgedSequence: value.acknowledgedSequence + 1 }));
    await Promise.all(Array.from({ length: 20 }, bump));
    expect(before.state.current().acknowledgedSequence).toBe(20);
    await before.close();
    const after = await openReplica(storage, name);
    open.push(after);
    expect(after.state.current().acknowledgedSequence).toBe(20);
  });

  it('does not change in memory where it could not be written, and can be written again', async () => {
    const replica = await openReplica();
    open.push(replica);
    const { storageInstance } = replica.collections.state;
    const write = storageInstance.bulkWrite.bind(storageInstance);
    storageInstance.bulkWrite = () => Promise.reject(new Error('no space left'));
    await expect(replica.state.update(() => ({ fillNumber: 9 }))).rejects.toThrow();
    expect(replica.state.current().fillNumber).toBe(0);
    storageInstance.bulkWrite = write;
    await replica.state.update(() => ({ fillNumber: 10 }));
    expect(replica.state.current().fillNumber).toBe(10);
    storageInstance.bulkWrite = () => Promise.reject(new Error('no space left'));
    await expect(replica.state.update(() => ({ fillNumber: 11 }))).rejects.toThrow();
    expect(replica.state.current().fillNumber).toBe(10);
    storageInstance.bulkWrite = write;
    await replica.state.update(() => ({ fillNumber: 12 }));
    expect(replica.state.current().fillNumber).toBe(12);
  });
});
