import { net, protocol } from 'electron';
import { pageHeaders } from '../page/pageHeaders.ts';
import type { RendererFiles } from '../page/rendererFiles.ts';

const SCHEME = 'loyalty';

/** The origin of the one page, exactly. A scheme of its own gives it an origin, which file: would not. */
export const RENDERER_ORIGIN = `${SCHEME}://terminal`;

/** Tells Chromium what the scheme may do; to be called before the application is ready. */
export function registerRendererScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built renderer under its scheme; any other path is not found. */
export function serveRenderer(files: RendererFiles): void {
  protocol.handle(SCHEME, async (request) => {
    const url = URL.parse(request.url);
    const path = url?.pathname === '/' ? '/index.html' : (url?.pathname ?? '');
    const file = url?.host === 'terminal' ? files.get(path) : undefined;
    if (file === undefined || request.method !== 'GET') {
      return new Response(null, { status: 404, headers: pageHeaders([]) });
    }
    const headers = { ...pageHeaders([]), 'content-type': file.type };
    return new Response(await file.read(), { headers });
  });
}

/** Fetches through Chromium's network stack, which knows the system's proxy and certificates. */
export function netFetch(...[url, init]: Parameters<typeof net.fetch>): Promise<Response> {
  return net.fetch(url, { ...init, credentials: 'omit' });
}
