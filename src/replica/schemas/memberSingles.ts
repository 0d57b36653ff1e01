import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { MemberView, PendingPoints } from '../../domain/member.ts';
import { hasFields } from '../hasFields.ts';

type DeclaredView = Omit<MemberView, 'pending'>;

/** A card whose member changed after the pages were cut. One record a card; `cardToken` is the key. */
export type MemberSingleDocument = {
  -readonly [Key in keyof DeclaredView]: DeclaredView[Key];
} & {
  /** The generation of pages that this record is newer than. */
  generation: string;
  /** The card is no longer linked to a member: hides the card's row in its page. */
  removed: boolean;
};

export const memberSinglesSchema: RxJsonSchema<MemberSingleDocument> = {
  version: 0,
  primaryKey: 'cardToken',
  type: 'object',
  properties: {
    cardToken: { type: 'string', maxLength: 32 },
    memberId: { type: 'string' },
    displayName: { type: 'string' },
    cardLabel: { type: 'string' },
    tierId: { type: 'string' },
    status: { type: 'string' },
    balancePoints: { type: 'integer' },
    appliedSequence: { type: 'integer' },
    asOf: { type: 'string' },
    generation: { type: 'string' },
    removed: { type: 'boolean' },
  },
  required: [
    'cardToken',
    'memberId',
    'displayName',
    'cardLabel',
    'tierId',
    'status',
    'balancePoints',
    'appliedSequence',
    'asOf',
    'generation',
    'removed',
  ],
};

/**
 * What is pending of a single. It lies beside the declared fields: RxDB keeps what the schema does not name, so that stores of
 * before need no migration, and a single of before simply has none.
 */
export function pendingOf(single: MemberSingleDocument): PendingPoints | undefined {
  const value: unknown = Reflect.get(single, 'pending');
  return typeof value === 'object' && value !== null && isPending(value) ? value : undefined;
}

function isPending(value: object): value is PendingPoints {
  return hasFields(value, { points: 'number', vestFrom: 'string' });
}

/** Whether a stored record is a single. */
export function isMemberSingle(value: object): value is MemberSingleDocument {
  return hasFields(value, {
    cardToken: 'string',
    memberId: 'string',
    displayName: 'string',
    cardLabel: 'string',
    tierId: 'string',
    status: 'string',
    balancePoints: 'number',
    appliedSequence: 'number',
    asOf: 'string',
    generation: 'string',
    removed: 'boolean',
  });
}
