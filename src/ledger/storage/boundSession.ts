import type { SqlSession } from './sql.ts';

/**
 * A transaction's session, and what ends it. Of statements that are sent together one may fail while others are still to
 * come: these must not run on the same connection after the rollback, each by itself. After `end` they are refused.
 */
export function boundSession(session: SqlSession): { session: SqlSession; end: () => void } {
  let ended = false;
  const check = (): void => {
    if (ended) {
      throw new Error('the transaction of this statement is over');
    }
  };
  return {
    session: {
      async rows(row, text, values) {
        check();
        return session.rows(row, text, values);
      },
      async run(text, values) {
        check();
        return session.run(text, values);
      },
    },
    end: () => {
      ended = true;
    },
  };
}
