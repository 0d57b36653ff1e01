import type { RxJsonSchema } from 'rxdb/plugins/core';
import { hasFields } from '../hasFields.ts';

/** The two places that pages can lie in: the readable generation in one, the one being filled in the other. */
export type PageSlot = 'a' | 'b';

/** A page of some 256 members, as `domain/memberPage.ts` encodes them. */
export interface MemberPageDocument {
  /** `<slot><index of six digits>`; see `pageIdOf`. */
  pageId: string;
  generation: string;
  rows: string;
  /** Rows in the page. */
  count: number;
  /** UTC instant at the ledger when the page was cut. */
  asOf: string;
  /** This terminal's transactions up to here are in the balances. */
  appliedSequence: number;
}

export const memberPagesSchema: RxJsonSchema<MemberPageDocument> = {
  version: 0,
  primaryKey: 'pageId',
  type: 'object',
  properties: {
    pageId: { type: 'string', maxLength: 7 },
    generation: { type: 'string' },
    rows: { type: 'string' },
    count: { type: 'integer' },
    asOf: { type: 'string' },
    appliedSequence: { type: 'integer' },
  },
  required: ['pageId', 'generation', 'rows', 'count', 'asOf', 'appliedSequence'],
};

/** The primary key of page `index` (0 to 2^20 − 1, at most six hexadecimal digits) in `slot`. */
export function pageIdOf(slot: PageSlot, index: number): string {
  return `${slot}${index.toString(16).padStart(6, '0')}`;
}

/** Whether a stored record is a page. */
export function isMemberPage(value: object): value is MemberPageDocument {
  return hasFields(value, {
    pageId: 'string',
    generation: 'string',
    rows: 'string',
    count: 'number',
    asOf: 'string',
    appliedSequence: 'number',
  });
}
