import type { IncomingMessage } from 'node:http';
import { problem, ProblemException, validationFailed } from '../http/index.js';
import type { Settings } from './app.env.js';
import { hostName, isLoopback } from './hosts.js';
import type { Admit } from './platform.js';
import { authorityOf, pathOf } from './request-path.js';

/**
 * Rejects requests that a foreign web page may have made a browser send. With AUTH_MODE=none, such a page needs only the
 * browser of a person who can reach the port: it can use its own host name that resolves to the port's address (DNS
 * rebinding), or send a cross-origin request. With authentication, browsers do not add credentials by themselves, so only
 * the host is checked, and only if `ALLOWED_HOSTS` is set.
 */
export function requestAdmission({ allowedHosts, identity }: Pick<Settings, 'allowedHosts' | 'identity'>): Admit {
  const isOpen = identity.mode === 'none';
  const allowed = new Set(allowedHosts);
  return (request, host) => {
    if (allowedHosts === null) return;
    for (const name of hostsOf(request, host)) {
      if (!isLoopback(name) && !allowed.has(name)) throw forbidden('Host', UNKNOWN_HOST);
    }
    if (!isOpen) return;
    const { origin } = request.headers;
    if (origin !== undefined && !isSameOrigin(origin, host)) throw forbidden('Origin', FOREIGN_ORIGIN);
    if (!isSameSite(request)) throw forbidden('Origin', FOREIGN_ORIGIN);
  };
}

/** All host names in the request. All must be allowed, because a proxy in front may have routed by any of them. */
function hostsOf(request: IncomingMessage, host: string | undefined): string[] {
  const { host: own = [] } = request.headersDistinct;
  if (own.length > 1) throw invalidHost();
  const names = [own[0] ?? '', authorityOf(request.url ?? ''), host].filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => {
    const valid = hostName(name);
    if (valid === null) throw invalidHost();
    return valid;
  });
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, origin: requested } = new URL(origin);
  const own = `${protocol}//${host}`;
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).origin === requested;
}

/** Checks the headers by which browsers name a request's origin; other clients send none. Links to `/docs` are allowed. */
function isSameSite({ headers, method, url = '' }: IncomingMessage): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  const isNavigation = method === 'GET' && mode === 'navigate' && destination === 'document';
  return isNavigation && /^\/docs\/?$/i.test(pathOf(url));
}

const UNKNOWN_HOST =
  'This service does not serve the host name in the request. Use localhost or 127.0.0.1, or ask its operator to add the name to ALLOWED_HOSTS.';
const FOREIGN_ORIGIN = 'Requests from web pages of another origin are not allowed with AUTH_MODE=none.';

function forbidden(what: string, detail: string): ProblemException {
  return new ProblemException(problem(403, 'forbidden', `${what} not allowed`, detail));
}

function invalidHost(): ProblemException {
  return validationFailed([{ field: 'Host', message: 'must be sent once, as <name> or <name>:<port>' }]);
}
