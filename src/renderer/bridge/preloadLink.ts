import type { HostLink } from './hostLink.ts';

/** What the preload exposes as `window.loyaltyHost`, and nothing else. */
export interface PreloadApi {
  request(channel: string, payload: unknown): Promise<unknown>;
  on(listener: (event: string, payload: unknown) => void): void;
}

/** The preload's interface, or null outside of Electron. */
export function preloadApi(scope: object): PreloadApi | null {
  const api = 'loyaltyHost' in scope ? scope.loyaltyHost : null;
  return isPreloadApi(api) ? api : null;
}

/** The link through Electron's preload. Its host ends with its windows, so this link never breaks. */
export function preloadLink(api: PreloadApi): HostLink {
  return {
    ask: (channel, payload, timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), timeoutMs);
        api
          .request(channel, payload)
          .catch(() => null)
          .then((result) => {
            clearTimeout(timer);
            resolve(result);
          })
          .catch(() => undefined);
      }),
    onEvent: (listener) => api.on(listener),
    onState: (listener) => listener('connected'),
  };
}

function isPreloadApi(value: unknown): value is PreloadApi {
  return (
    typeof value === 'object' &&
    value !== null &&
    'request' in value &&
    typeof value.request === 'function' &&
    'on' in value &&
    typeof value.on === 'function'
  );
}
