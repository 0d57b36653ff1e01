import { streamTopics, type StreamEvent } from '../../protocol/stream.ts';
import type { Sql, SqlSession } from '../storage/sql.ts';

export type Topic = StreamEvent['topics'][number];
export const topics: readonly Topic[] = streamTopics;

const CHANNEL = 'loyalty_changed';
const REVOKED = 'revoked:';
const LEASES_OF = 'leases:';
/** A notification carries less than 8000 bytes; with more terminals than this, all are told. */
const MAXIMUM_NAMED = 50;
const AGAIN_MS = 500;

/** Hears what changed; `only` names the terminals whom it concerns, null means all. */
export type ChangeListener = (topic: Topic, only: readonly string[] | null) => void;

/** Hears of committed changes, of every ledger process on this database. */
export interface Changes {
  /** Calls `listener` with what changed, and for which terminals, until the returned function is called. */
  subscribe(listener: ChangeListener): () => void;
  /**
   * Calls `listener` with each terminal that is revoked, and with null where that may have been missed, until the returned
   * function is called.
   */
  onRevoked(listener: (terminalId: string | null) => void): () => void;
  /** Says `topic` again shortly: for changes that were committed but could not be shown yet. */
  repeatSoon(topic: Topic): void;
  close(): Promise<void>;
}

/** Announces `topic` when and if the session's transaction commits. */
export async function announce(session: SqlSession, topic: Topic): Promise<void> {
  await session.run('SELECT pg_notify($1, $2)', [CHANNEL, topic]);
}

/** Announces to these terminals that their leases changed, when and if the session's transaction commits. */
export async function announceLeases(
  session: SqlSession,
  terminalIds: readonly string[],
): Promise<void> {
  const named = [...new Set(terminalIds)];
  if (named.length > MAXIMUM_NAMED) {
    await announce(session, 'leases');
  } else if (named.length > 0) {
    await session.run('SELECT pg_notify($1, $2)', [CHANNEL, `${LEASES_OF}${named.join(' ')}`]);
  }
}

/** Announces that a terminal was revoked when and if the session's transaction commits. */
export async function announceRevoked(session: SqlSession, terminalId: string): Promise<void> {
  await session.run('SELECT pg_notify($1, $2)', [CHANNEL, `${REVOKED}${terminalId}`]);
}

/** Starts listening on the database. */
export async function openChanges(sql: Sql): Promise<Changes> {
  const listeners = new Set<ChangeListener>();
  const revokedListeners = new Set<(terminalId: string | null) => void>();
  const repeats = new Map<Topic, NodeJS.Timeout>();
  const tell = (topic: Topic, only: readonly string[] | null = null): void => {
    for (const listener of listeners) {
      listener(topic, only);
    }
  };
  const stop = await sql.listen(CHANNEL, (payload) => {
    // An empty payload follows a gap in hearing: anything may have changed.
    topics.filter((topic) => payload === '' || payload === topic).forEach((topic) => tell(topic));
    if (payload.startsWith(LEASES_OF)) {
      tell('leases', payload.slice(LEASES_OF.length).split(' '));
    }
    if (payload === '' || payload.startsWith(REVOKED)) {
      const terminalId = payload === '' ? null : payload.slice(REVOKED.length);
      [...revokedListeners].forEach((listener) => listener(terminalId));
    }
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onRevoked(listener) {
      revokedListeners.add(listener);
      return () => void revokedListeners.delete(listener);
    },
    repeatSoon(topic) {
      if (!repeats.has(topic)) {
        const timer = setTimeout(() => {
          repeats.delete(topic);
          tell(topic);
        }, AGAIN_MS);
        repeats.set(topic, timer);
      }
    },
    async close() {
      repeats.forEach((timer) => clearTimeout(timer));
      repeats.clear();
      listeners.clear();
      revokedListeners.clear();
      await stop();
    },
  };
}
