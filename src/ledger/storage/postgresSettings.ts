import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 10_000;
const INT8 = 20;

/**
 * How every connection is made. TLS is chosen in the URL: `sslmode=verify-full` checks the server's certificate against the
 * system's authorities, or those of the file `sslrootcert`.
 */
export function clientSettings(databaseUrl: string): pg.ClientConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  return {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'loyalty-ledger',
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types,
  };
}
