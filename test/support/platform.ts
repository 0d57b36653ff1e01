import { it } from 'vitest';

/** A test as `it` takes it: the name, the body and how long it may take in milliseconds. */
export type DefineTest = (
  name: string,
  body: () => void | Promise<void>,
  timeoutMs?: number,
) => void;

/**
 * Gives vitest's `it`, or where `condition` holds a form that reports each test as skipped with `reason` in its name.
 * Only for what a platform cannot have at all; a tool that is merely not installed fails the test instead.
 */
export function skipWhere(condition: boolean, reason: string): DefineTest {
  if (!condition) {
    return (name, body, timeoutMs) => {
      it(name, body, timeoutMs);
    };
  }
  return (name, body, timeoutMs) => {
    it.skip(`${name} [skipped: ${reason}]`, body, timeoutMs);
  };
}
