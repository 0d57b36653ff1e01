import { connect, createServer, type Socket } from 'node:net';

/** A way to a PostgreSQL server that can lose the answer to a COMMIT. */
export interface CommitCutter {
  readonly databaseUrl: string;
  /** Passes the next COMMIT on and then cuts its connection before the answer comes back. */
  cutNextCommit(): void;
  close(): Promise<void>;
}

/** Starts it before the server of `databaseUrl`. */
export async function startCommitCutter(databaseUrl: string): Promise<CommitCutter> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  let armed = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let cut = false;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.end();
      });
    }
    client.on('data', (bytes) => {
      if (armed && bytes.includes('COMMIT')) {
        armed = false;
        cut = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (cut) {
        client.destroy();
      } else {
        client.write(bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(databaseUrl);
  url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
  return {
    databaseUrl: url.href,
    cutNextCommit() {
      armed = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        open.forEach((socket) => socket.destroy());
      }),
  };
}
