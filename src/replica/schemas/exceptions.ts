import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { StoreException } from '../../domain/storeException.ts';

/** An open exception of the terminal's store. */
export interface ExceptionDocument {
  exceptionId: string;
  exception: StoreException;
}

export const exceptionsSchema: RxJsonSchema<ExceptionDocument> = {
  version: 0,
  primaryKey: 'exceptionId',
  type: 'object',
  properties: {
    exceptionId: { type: 'string', maxLength: 32 },
    exception: { type: 'object' },
  },
  required: ['exceptionId', 'exception'],
};
