import pg from 'pg';
import { clientSettings } from './postgresSettings.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;
/** A dead network says nothing: a listener that only waited would wait for ever. */
const PROBE_EVERY_MS = 15_000;
const PROBE_TIMEOUT_MS = 5000;

/**
 * One connection that only listens on `channel`. After a loss it comes back, with a growing random pause so that the
 * instances of a chain do not all come at once, and says so by the empty payload. Gives how to stop.
 */
export async function listenForever(
  databaseUrl: string,
  channel: string,
  listener: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let failures = 0;
  let retry: NodeJS.Timeout | null = null;
  let current: pg.Client | null = null;
  const connect = async (isFirst: boolean): Promise<void> => {
    const client = new pg.Client({
      ...clientSettings(databaseUrl),
      query_timeout: PROBE_TIMEOUT_MS,
    });
    current = client;
    const probe = setInterval(() => void client.query('SELECT 1').catch(lost), PROBE_EVERY_MS);
    function lost(): void {
      clearInterval(probe);
      if (!stopped && current === client) {
        current = null;
        retry = setTimeout(() => void connect(false), pauseMs(failures));
        failures += 1;
        // `end` waits for a server that may be gone.
        void client.end().catch(() => undefined);
      }
    }
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', (message) => listener(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      failures = 0;
      if (!isFirst) {
        listener('');
      }
    } catch {
      lost();
    }
  };
  await connect(true);
  return async () => {
    stopped = true;
    if (retry !== null) {
      clearTimeout(retry);
    }
    await current?.end().catch(() => undefined);
  };
}

function pauseMs(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}
