import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { Lease } from '../../domain/lease.ts';

/** A lease of this terminal, and whether it gives it back: then nothing is spent from it any more. */
export interface LeaseDocument {
  leaseId: string;
  lease: Lease;
  givingBack: boolean;
}

export const leasesSchema: RxJsonSchema<LeaseDocument> = {
  version: 0,
  primaryKey: 'leaseId',
  type: 'object',
  properties: {
    leaseId: { type: 'string', maxLength: 36 },
    lease: { type: 'object' },
    givingBack: { type: 'boolean' },
  },
  required: ['leaseId', 'lease', 'givingBack'],
};
