import type { IncomingMessage, ServerResponse } from 'node:http';
import { pageHeaders } from '../page/pageHeaders.ts';
import type { RendererFiles } from '../page/rendererFiles.ts';
import type { BrowserSessions } from './browserSessions.ts';
import { cookieName, hostHeader, isOurHost, sessionOf, type HostAddress } from './requestGuard.ts';

const COOKIE_AGE_SECONDS = 400 * 24 * 3600;

/** What the page server needs. */
export interface PageServerOptions {
  readonly address: HostAddress;
  readonly files: RendererFiles;
  readonly sessions: BrowserSessions;
}

/** Answers a request for the page or one of its files; whoever has no session gets nothing but a sentence. */
export async function servePage(
  options: PageServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { address, files, sessions } = options;
  const headers = pageHeaders([`ws://${hostHeader(address)}`]);
  const refuse = (status: number, sentence: string) => {
    response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${sentence}\n`);
  };
  if (!isOurHost(address, request.headers)) {
    refuse(421, 'This is not the address of the terminal.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(405, 'The terminal only shows its page here.');
    return;
  }
  // Joined as text: as a relative reference "//name/" would be another host's root.
  const target = request.url ?? '/';
  const url = target.startsWith('/') ? URL.parse(`http://terminal.invalid${target}`) : null;
  if (url === null) {
    refuse(400, 'This is no address.');
    return;
  }
  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  const isKnown = sessions.knows(sessionOf(address, request.headers));
  if (token !== null) {
    const session = isKnown ? null : await sessions.exchange(token);
    if (isKnown || session !== null) {
      const cookie = `${cookieName(address)}=${session ?? ''}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_AGE_SECONDS}`;
      response.writeHead(303, {
        ...headers,
        location: '/',
        'cache-control': 'no-store',
        ...(session === null ? {} : { 'set-cookie': cookie }),
      });
      response.end();
      return;
    }
  }
  if (!isKnown) {
    refuse(
      403,
      'This address was used already, or is not the one that the terminal printed. Start the terminal again to get a new one.',
    );
    return;
  }
  const path = url.pathname === '/' ? '/index.html' : url.pathname;
  const file = files.get(path);
  if (file === undefined && path === '/favicon.ico') {
    // Browsers ask for it by themselves; an error for it would be noise in every log.
    response.writeHead(204, headers);
    response.end();
    return;
  }
  if (file === undefined) {
    refuse(404, 'The terminal has no such page.');
    return;
  }
  const content = await file.read();
  const isFixed = path.startsWith('/assets/');
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': content.byteLength,
    'cache-control': isFixed ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}
