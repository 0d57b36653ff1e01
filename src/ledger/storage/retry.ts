import { DatabaseUnavailable } from './sql.ts';

/** SQLSTATEs after which the same transaction may succeed: serialization_failure, deadlock_detected, lock_not_available. */
const REPEATABLE = new Set(['40001', '40P01', '55P03']);

/** SQLSTATE classes and Node codes that say the server is away, not that the statement is wrong. */
const AWAY =
  /^(08...|57P0[1-4]|57014|53300|25P0[34]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|ENOENT)$/;

const ATTEMPTS = 8;

/** The SQLSTATE or Node code that an error carries, or ''. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** Whether `error` means that the database is away. */
export function isAway(error: unknown): boolean {
  return (
    AWAY.test(errorCode(error)) ||
    (error instanceof Error &&
      /Connection terminated|Query read timeout|Client has encountered a connection error|timeout exceeded when trying to connect|PGlite is clos/.test(
        error.message,
      ))
  );
}

/** Whether a prepared statement met a table that a migration changed since: on a new connection it works. */
export function isStalePlan(error: unknown): boolean {
  return (
    errorCode(error) === '0A000' && error instanceof Error && /cached plan/.test(error.message)
  );
}

/** Runs `attempt` again after a serialization failure or deadlock, at most 8 times, with a growing random pause. */
export async function withRetries<Value>(attempt: () => Promise<Value>): Promise<Value> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (isAway(error)) {
        throw new DatabaseUnavailable('the database does not answer', { cause: error });
      }
      if (!REPEATABLE.has(errorCode(error)) && !isStalePlan(error)) {
        throw error;
      }
      if (count >= ATTEMPTS) {
        throw new DatabaseUnavailable('the database is too busy', { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** count));
    }
  }
}
