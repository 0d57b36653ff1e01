import type { RxCollection } from 'rxdb/plugins/core';
import type { DirectRead } from './directRead.ts';
import type { MemberView } from '../domain/member.ts';
import { pageIndexOf } from '../domain/memberPage.ts';
import { findMemberRow } from './memberRow.ts';
import { createObserved, type Observed } from './observed.ts';
import type { ReplicaState } from './replicaState.ts';
import { pageIdOf, type MemberPageDocument } from './schemas/memberPages.ts';
import { pendingOf, type MemberSingleDocument } from './schemas/memberSingles.ts';

/** Members by card. */
export interface MemberStore {
  /** The member that `cardToken` (32 hexadecimal digits) belongs to, or null where the replica knows none. */
  memberByToken(cardToken: string): Promise<MemberView | null>;
  /** Grows by one whenever any member may have changed: look a shown member up again. */
  readonly changes: Observed<number>;
  /** Why a page could not be read, null while all can: sync asks for new pages. */
  readonly damage: Observed<string | null>;
}

/** What a member store reads. */
export interface MemberSources {
  readonly readPage: DirectRead<MemberPageDocument>;
  readonly readSingle: DirectRead<MemberSingleDocument>;
  readonly singles: RxCollection<MemberSingleDocument>;
  readonly state: ReplicaState;
}

/** A page may be swapped for a new generation's between two reads; it cannot happen twice in a row in earnest. */
const MAXIMUM_READS = 3;

/** Opens the look-up of members. The storage is asked for two keys at once and nothing else. */
export function openMemberStore(sources: MemberSources): MemberStore {
  const { readPage, readSingle, singles, state } = sources;
  const changes = createObserved(0);
  const damage = createObserved<string | null>(null);
  const bump = () => changes.set(changes.current() + 1);
  let generation = state.current().generation;
  singles.storageInstance.changeStream().subscribe(bump);
  state.subscribe(() => {
    if (state.current().generation !== generation) {
      generation = state.current().generation;
      damage.set(null);
      bump();
    }
  });

  const read = async (cardToken: string): Promise<MemberView | null | 'again'> => {
    const present = state.current().generation;
    const [single, page] = await Promise.all([
      readSingle(cardToken),
      present === null
        ? null
        : readPage(pageIdOf(present.slot, pageIndexOf(cardToken, present.bits))),
    ]);
    if (single !== null && single.generation === present?.generation) {
      return viewOfSingle(single);
    }
    if (page !== null && page.generation !== present?.generation) {
      return 'again';
    }
    // A single of an earlier generation serves until this one's changes have been pulled.
    if (single !== null && (page === null || single.asOf > page.asOf)) {
      return viewOfSingle(single);
    }
    if (page === null) {
      if (present !== null) {
        damage.set('A page of the readable generation is missing.');
      }
      return null;
    }
    const row = findMemberRow(page.rows, cardToken);
    if (!row.ok) {
      damage.set(`Page ${page.pageId} cannot be read: ${row.error}.`);
      return null;
    }
    const { appliedSequence, asOf } = page;
    return row.value === null ? null : { ...row.value, appliedSequence, asOf };
  };

  return {
    changes,
    damage,
    async memberByToken(cardToken) {
      for (let reads = 0; reads < MAXIMUM_READS; reads += 1) {
        const view = await read(cardToken);
        if (view !== 'again') {
          return view;
        }
      }
      damage.set('A page is of another generation than the replica says.');
      return null;
    },
  };
}

function viewOfSingle(single: MemberSingleDocument): MemberView | null {
  if (single.removed) {
    return null;
  }
  const { cardToken, memberId, displayName, cardLabel, tierId, status, balancePoints } = single;
  const { appliedSequence, asOf } = single;
  const pending = pendingOf(single);
  return {
    cardToken,
    memberId,
    displayName,
    cardLabel,
    tierId,
    status,
    balancePoints,
    appliedSequence,
    asOf,
    ...(pending === undefined ? {} : { pending }),
  };
}
