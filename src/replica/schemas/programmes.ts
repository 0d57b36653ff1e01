import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { Programme } from '../../domain/programme.ts';

/** One version of the chain's rules. */
export interface ProgrammeDocument {
  /** `<programmeId>@<version>`. */
  key: string;
  programme: Programme;
}

export const programmesSchema: RxJsonSchema<ProgrammeDocument> = {
  version: 0,
  primaryKey: 'key',
  type: 'object',
  properties: {
    key: { type: 'string', maxLength: 90 },
    programme: { type: 'object' },
  },
  required: ['key', 'programme'],
};

/** The primary key of a programme version. */
export function programmeKeyOf(programme: Pick<Programme, 'programmeId' | 'version'>): string {
  return `${programme.programmeId}@${programme.version}`;
}
