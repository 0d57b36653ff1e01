import { createHash } from 'node:crypto';
import type { Operator } from '../../domain/operator.ts';
import { operatorCredential } from '../chain/operatorCredential.ts';

/** A person of the demonstration with the PIN that its sign-on screen shows. */
export interface DemoOperator {
  readonly operatorId: string;
  readonly displayName: string;
  readonly role: Operator['role'];
  readonly pin: string;
}

export const demoOperators: readonly DemoOperator[] = [
  { operatorId: 'O01', displayName: 'Carla M.', role: 'cashier', pin: '1111' },
  { operatorId: 'O02', displayName: 'Deniz A.', role: 'cashier', pin: '2222' },
  { operatorId: 'O03', displayName: 'Emil S.', role: 'cashier', pin: '3333' },
  { operatorId: 'O04', displayName: 'Frida N.', role: 'cashier', pin: '4444' },
  { operatorId: 'O05', displayName: 'Maria T.', role: 'manager', pin: '9001' },
  { operatorId: 'O06', displayName: 'Oskar W.', role: 'manager', pin: '9002' },
];

/** The operator as terminals get it; the salt follows from the seed so that a seed gives one chain. */
export function operatorDocument(seed: number, operator: DemoOperator): Operator {
  const { operatorId, displayName, role, pin } = operator;
  const salt = createHash('sha256').update(`salt:${seed}:${operatorId}`).digest().subarray(0, 16);
  return { operatorId, displayName, role, ...operatorCredential(pin, salt, role) };
}
