import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import helmet from 'helmet';
import { IdGenerator } from '../common/index.js';
import { isCut, onceClosed, problem, PROBLEM_CONTENT_TYPE } from '../http/index.js';
import { Connections } from './connections.js';
import { Drain } from './drain.js';
import type { Logger } from './logger.js';
import { Metrics } from './metrics.js';
import type { Admit, Platform } from './platform.js';
import { ProblemFilter } from './problem.filter.js';
import { pathOf } from './request-path.js';

/** What a client may set as its own request id: short, printable and harmless in a log. */
const SANE_REQUEST_ID = /^[A-Za-z0-9._~:@=+/-]{1,128}$/;

/** Time limits of a connection, in milliseconds. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the usual 60 s of a load balancer, which must be the one to close. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/**
 * What holds for every request, whatever the platform: on Node's server, before a router sees it, so that a path that no
 * router can read gets its id, its headers and its line in the log too.
 */
export function applyHttpRules(app: INestApplication, platform: Platform, admit: Admit, logger: Logger): void {
  const filter = new ProblemFilter(logger, platform);
  app.useGlobalFilters(filter);
  platform.install(admit, (...failure) => filter.answer(...failure));
  const ids = app.get(IdGenerator, { strict: false });
  const keepBooks = bookkeeping(app, platform, logger);
  const setSecurityHeaders = securityHeaders();
  const server = app.getHttpServer() as Server;
  const connections = app.get(Connections);
  connections.watch(server);
  const routers = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, reply: ServerResponse) =>
    connections.inTurn(request, reply, () => {
      reply.setHeader('X-Request-Id', requestId(request, ids));
      keepBooks(request, reply);
      setSecurityHeaders(request, reply, () => undefined);
      if (isAddressed(request)) for (const route of routers) route.call(server, request, reply);
      else refuseUnaddressed(request, reply);
    }),
  );
  // Node would answer both by itself, without a request id: what it cannot expect, which RFC 9110 (section 10.1.1) lets a
  // server ignore, and what names no host.
  server.on('checkExpectation', (request, reply) => server.emit('request', request, reply));
  Object.assign(server, { requireHostHeader: false });
  Object.assign(server, {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  });
  // Fastify has an answer of its own.
  server.removeAllListeners('clientError');
  server.on('clientError', (error, socket) => {
    // Of a plain server it is a socket of the network.
    connections.atLast(socket as Socket, () => answerUnreadable(error, socket as Socket, ids.next()));
  });
}

function requestId({ headers }: IncomingMessage, ids: IdGenerator): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : ids.next();
}

/** What is known of a request when it is over goes to the log, the metrics and the drain, all from one place. */
function bookkeeping(app: INestApplication, platform: Platform, logger: Logger) {
  const drain = app.get(Drain);
  const metrics = app.get(Metrics);
  return (request: IncomingMessage, reply: ServerResponse): void => {
    const start = performance.now();
    // Express rewrites `url` where something is mounted.
    const { method = '', url = '' } = request;
    drain.enter(reply);
    onceClosed(reply, () => {
      const milliseconds = performance.now() - start;
      const status = statusOf(reply);
      metrics.observeRequest(method, platform.routeOf(request) ?? 'none', status, milliseconds / 1000);
      logRequest(logger, { method, path: pathOf(url), status, milliseconds }, reply);
      drain.leave(reply);
    });
  };
}

/** What a client got that left before the end of the answer: no status of HTTP, but the one that logs give it. */
const CLIENT_CLOSED = 499;

function statusOf(reply: ServerResponse): number {
  return reply.writableFinished || isCut(reply) ? reply.statusCode : CLIENT_CLOSED;
}

interface RequestLine {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
}

/** One line a request. The query string stays out of it: `q` is content. */
function logRequest(logger: Logger, { method, path, status, milliseconds }: RequestLine, reply: ServerResponse): void {
  const level = status >= 500 || isCut(reply) ? 'error' : path.startsWith('/health') ? 'debug' : 'info';
  logger[level](
    {
      request_id: reply.getHeader('X-Request-Id'),
      method,
      path: path.slice(0, 512),
      status,
      duration_ms: Math.round(milliseconds * 10) / 10,
      ...(!reply.writableFinished && { aborted: true }),
      ...(status === CLIENT_CLOSED && { code: 'client_closed' }),
    },
    'request',
  );
}

function securityHeaders() {
  // Swagger UI is served over plain HTTP on a laptop, where upgrading its requests would break it.
  return helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
}

/** RFC 9112, section 3.2: a request of HTTP/1.1 names one host. */
function isAddressed({ httpVersion, headersDistinct: { host = [] } }: IncomingMessage): boolean {
  return host.length === 1 || (host.length === 0 && httpVersion === '1.0');
}

function refuseUnaddressed({ url = '' }: IncomingMessage, reply: ServerResponse): void {
  const detail = 'The request has to name one host, in one header Host.';
  const refused = problem(400, 'validation_failed', 'The request is not valid', detail);
  reply.writeHead(400, { 'Content-Type': `${PROBLEM_CONTENT_TYPE}; charset=utf-8`, Connection: 'close' });
  reply.end(JSON.stringify({ ...refused, instance: pathOf(url) }));
}

/** What is not even HTTP never reaches a router; Node's own answer would have no body. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, title] = UNREADABLE[error.code ?? ''] ?? [400, 'Bad Request'];
  const body = JSON.stringify({
    ...problem(status, 'validation_failed', 'The request is not valid', 'The request could not be read as HTTP.'),
    // There is no address to name, so it is this occurrence that is named, as RFC 9457 allows.
    instance: `urn:uuid:${requestId}`,
  });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: ${PROBLEM_CONTENT_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const UNREADABLE: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};
