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

/** A valid request id of a client: short and printable, so that it can be logged. */
const VALID_REQUEST_ID = /^[A-Za-z0-9._~:@=+/-]{1,128}$/;

/** Timeouts of a connection, in milliseconds. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the usual 60 s of a load balancer, so that the load balancer closes idle connections first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/**
 * The rules for all requests on both platforms. They run on Node's server before a router, so that requests with an
 * unroutable path also get a request id, security headers and a log line.
 */
export function applyHttpRules(app: INestApplication, platform: Platform, admit: Admit, logger: Logger): void {
  const filter = new ProblemFilter(logger, platform);
  app.useGlobalFilters(filter);
  platform.install(admit, (...failure) => filter.respond(...failure));
  const ids = app.get(IdGenerator, { strict: false });
  const observe = requestObserver(app, platform, logger);
  const setSecurityHeaders = securityHeaders();
  const server = app.getHttpServer() as Server;
  const connections = app.get(Connections);
  connections.watch(server);
  const routers = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, reply: ServerResponse) =>
    connections.enqueue(request, reply, () => {
      reply.setHeader('X-Request-Id', requestId(request, ids));
      observe(request, reply);
      setSecurityHeaders(request, reply, () => undefined);
      if (!hasOneHost(request)) return rejectHost(request, reply);
      for (const route of routers) route.call(server, request, reply);
    }),
  );
  // By default, Node itself rejects requests with an unknown Expect header or without a Host header, without a request id.
  // RFC 9110, section 10.1.1, allows a server to ignore an unknown expectation.
  server.on('checkExpectation', (request, reply) => server.emit('request', request, reply));
  Object.assign(server, {
    requireHostHeader: false,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  });
  // Removes Fastify's own handler.
  server.removeAllListeners('clientError');
  server.on('clientError', (error, socket) => {
    // The server is plain HTTP, so it is a network socket.
    connections.afterResponses(socket as Socket, () => respondUnreadable(error, socket as Socket, ids.next()));
  });
}

function requestId({ headers }: IncomingMessage, ids: IdGenerator): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && VALID_REQUEST_ID.test(given) ? given : ids.next();
}

/** Reports each finished request to the log, the metrics and the drain. */
function requestObserver(app: INestApplication, platform: Platform, logger: Logger) {
  const drain = app.get(Drain);
  const metrics = app.get(Metrics);
  return (request: IncomingMessage, reply: ServerResponse): void => {
    const start = performance.now();
    // Read now, because Express rewrites `url` for mounted handlers.
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

/** The status that logs use for a request whose client disconnected before the end of the response. */
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

/** One log line per request. It omits the query string, because `q` holds content. */
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
  // Upgrading requests to https would break Swagger UI, which is also served over plain HTTP.
  return helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
}

/** RFC 9112, section 3.2: an HTTP/1.1 request has exactly one Host header. */
function hasOneHost({ httpVersion, headersDistinct: { host = [] } }: IncomingMessage): boolean {
  return host.length === 1 || (host.length === 0 && httpVersion === '1.0');
}

function rejectHost({ url = '' }: IncomingMessage, reply: ServerResponse): void {
  const detail = 'The request must have exactly one Host header.';
  const body = problem(400, 'validation_failed', 'The request is not valid', detail);
  reply.writeHead(400, { 'Content-Type': `${PROBLEM_CONTENT_TYPE}; charset=utf-8`, Connection: 'close' });
  reply.end(JSON.stringify({ ...body, instance: pathOf(url) }));
}

/** Answers what is not valid HTTP and so never reaches a router. Node's own response would have no body. */
function respondUnreadable(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, title] = UNREADABLE[error.code ?? ''] ?? [400, 'Bad Request'];
  const body = JSON.stringify({
    ...problem(status, 'validation_failed', 'The request is not valid', 'The request could not be read as HTTP.'),
    // The path is unknown, so `instance` identifies this occurrence, as RFC 9457 allows.
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
