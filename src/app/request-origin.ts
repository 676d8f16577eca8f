import type { IncomingMessage } from 'node:http';
import { problem, ProblemException, validationFailed } from '../http/index.js';
import type { Settings } from './app.env.js';
import { hostName, isLoopback } from './hosts.js';
import type { Admit } from './platform.js';
import { authorityOf, pathOf } from './request-path.js';

/**
 * Refuses requests that a web page may have had a browser send. With AUTH_MODE=none, the browser of any person who can
 * reach the port is all that a page needs: under a name of its own that it points at the port (DNS rebinding), or from
 * another origin. With authentication only the host is checked, and only where `ALLOWED_HOSTS` is set: a browser adds no
 * credential of ours by itself.
 */
export function admission({ allowedHosts, identity }: Pick<Settings, 'allowedHosts' | 'identity'>): Admit {
  const isOpen = identity.mode === 'none';
  const allowed = new Set(allowedHosts);
  return (request, host) => {
    if (allowedHosts === null) return;
    for (const name of hostsOf(request, host)) {
      if (!isLoopback(name) && !allowed.has(name)) throw refused('Host', UNKNOWN_HOST);
    }
    if (!isOpen) return;
    const { origin } = request.headers;
    if (origin !== undefined && !isSameOrigin(origin, host)) throw refused('Origin', FOREIGN_ORIGIN);
    if (!isSameSite(request)) throw refused('Origin', FOREIGN_ORIGIN);
  };
}

/** Each name that the request says it is for; all of them count, since a proxy before us may have gone by any of them. */
function hostsOf(request: IncomingMessage, host: string | undefined): string[] {
  const { host: own = [] } = request.headersDistinct;
  if (own.length > 1) throw invalidHost();
  const given = [own[0] ?? '', authorityOf(request.url ?? ''), host].filter((name) => name !== undefined);
  return [...new Set(given)].map((name) => hostName(name) ?? fail());
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, origin: asked } = new URL(origin);
  const own = `${protocol}//${host}`;
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).origin === asked;
}

/** What a browser says of where a request comes from; other clients say nothing. A link to `/docs` may stand anywhere. */
function isSameSite({ headers, method, url = '' }: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  const isNavigation = method === 'GET' && mode === 'navigate' && destination === 'document';
  return isNavigation && /^\/docs\/?$/i.test(pathOf(url));
}

const UNKNOWN_HOST =
  'This service does not answer to the host that the request names. Ask it as localhost or 127.0.0.1; its operator can add names to ALLOWED_HOSTS.';
const FOREIGN_ORIGIN =
  'The request comes from a web page of another origin, which may not use this service with AUTH_MODE=none.';

function refused(what: string, detail: string): ProblemException {
  return new ProblemException(problem(403, 'forbidden', `${what} not allowed`, detail));
}

function invalidHost(): ProblemException {
  return validationFailed([{ field: 'Host', message: 'must be sent once, as <name> or <name>:<port>' }]);
}

function fail(): never {
  throw invalidHost();
}
