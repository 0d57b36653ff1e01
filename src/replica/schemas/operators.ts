import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { Operator } from '../../domain/operator.ts';

/** A person who may sign on. */
export interface OperatorDocument {
  operatorId: string;
  operator: Operator;
}

export const operatorsSchema: RxJsonSchema<OperatorDocument> = {
  version: 0,
  primaryKey: 'operatorId',
  type: 'object',
  properties: {
    operatorId: { type: 'string', maxLength: 64 },
    operator: { type: 'object' },
  },
  required: ['operatorId', 'operator'],
};
