import type { RxCollection } from 'rxdb/plugins/core';
import type { StoreException } from '../domain/storeException.ts';
import { follow } from './follow.ts';
import type { Observed } from './observed.ts';
import type { ExceptionDocument } from './schemas/exceptions.ts';

/** What a manager of the store should look at, as the ledger told it. */
export interface ExceptionStore {
  /** Open exceptions, the newest first. */
  readonly open: Observed<readonly StoreException[]>;
}

/** Opens the store over its collection. */
export async function openExceptionStore(
  collection: RxCollection<ExceptionDocument>,
): Promise<ExceptionStore> {
  return {
    open: await follow(collection, (documents) =>
      documents
        .map(({ exception }) => exception)
        .sort(
          (left, right) =>
            right.lastSeenAt.localeCompare(left.lastSeenAt) ||
            left.exceptionId.localeCompare(right.exceptionId),
        ),
    ),
  };
}
