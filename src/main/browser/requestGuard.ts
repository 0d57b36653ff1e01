import type { IncomingHttpHeaders } from 'node:http';

/** Where the host is reached, exactly. */
export interface HostAddress {
  readonly port: number;
}

/** The Host header of every rightful request. A name that was rebound to 127.0.0.1 is not it. */
export function hostHeader({ port }: HostAddress): string {
  return `127.0.0.1:${port}`;
}

/** The origin of the page that this host serves. */
export function pageOrigin(address: HostAddress): string {
  return `http://${hostHeader(address)}`;
}

/** The name of the session cookie. Cookies know no ports, so that two terminals on one computer need two names. */
export function cookieName({ port }: HostAddress): string {
  return `loyalty-terminal-${port}`;
}

/** Whether the request names this very host. */
export function isOurHost(address: HostAddress, headers: IncomingHttpHeaders): boolean {
  return headers.host === hostHeader(address);
}

/** Whether the request comes from the page that this host served. */
export function isOurOrigin(address: HostAddress, headers: IncomingHttpHeaders): boolean {
  return headers.origin === pageOrigin(address);
}

/** The session in the request's cookies, "" where there is none. */
export function sessionOf(address: HostAddress, headers: IncomingHttpHeaders): string {
  const prefix = `${cookieName(address)}=`;
  const cookies = (headers.cookie ?? '').split(';', 64).map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
}
