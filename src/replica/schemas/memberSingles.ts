import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { MemberView } from '../../domain/member.ts';
import { hasFields } from '../hasFields.ts';

/** A card whose member changed after the pages were cut. One record a card; `cardToken` is the key. */
export type MemberSingleDocument = {
  -readonly [Key in keyof MemberView]: MemberView[Key];
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
