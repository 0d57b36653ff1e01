import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { chromiumArguments, chromiumPath } from '../support/chromium.ts';

/** A page of a real Chromium that has run `entry`, and a way to close it. */
export interface BenchPage {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Bundles `entry` (absolute path of a TypeScript file), serves it on 127.0.0.1 and opens it in a browser on a real disk.
 * The page asks `/ledger` and `ask` answers, as the host stands between renderer and ledger.
 */
export async function openBenchPage(
  entry: string,
  ask: (operation: string, payload: string) => Promise<string>,
): Promise<BenchPage> {
  const folder = await mkdtemp(join(tmpdir(), 'loyalty-bench-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    // PouchDB means the package, not Node's module of the same name.
    resolve: { alias: { events: 'events/events.js' } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      lib: { entry, formats: ['es'], fileName: () => 'bench.js' },
    },
  });
  const script = await readFile(join(folder, 'bench.js'), 'utf8');
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname === '/ledger') {
      const asked = ask(searchParams.get('operation') ?? '', searchParams.get('payload') ?? '');
      asked.then(
        (answer) => response.end(answer),
        () => response.writeHead(502).end(),
      );
      return;
    }
    const isScript = pathname === '/bench.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    // An isolated page reads its clock to 5 µs, any other one to 100 µs, which is too coarse for a read of 300 µs.
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.end(isScript ? script : '<script type="module" src="/bench.js"></script>');
  });
  const port = await listen(server);
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: chromiumPath(),
    args: [...chromiumArguments],
    headless: true,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`bench page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(() => 'benchFirstFill' in window);
  return {
    page,
    async close() {
      await context.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('the bench page has no port'));
      } else {
        resolve(address.port);
      }
    });
  });
}
