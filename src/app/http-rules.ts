import type { Duplex } from 'node:stream';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { IdGenerator } from '../common/index.js';
import { problem, PROBLEM_CONTENT_TYPE } from '../http/index.js';
import type { Settings } from './app.env.js';
import { Drain } from './drain.js';
import { jsonBody } from './json-body.js';
import type { Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { ProblemFilter } from './problem.filter.js';

/** What a client may set as its own request id: short, printable and harmless in a log. */
const SANE_REQUEST_ID = /^[A-Za-z0-9._~:@=+/-]{1,128}$/;

/** Time limits of a connection, in milliseconds. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the usual 60 s of a load balancer, which must be the one to close. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** Everything between the socket and the controllers. */
export function applyHttpRules(app: NestExpressApplication, { trustProxy }: Settings, logger: Logger): void {
  app.disable('x-powered-by');
  app.set('trust proxy', trustProxy);
  app.set('query parser', 'simple');
  app.set('etag', false);
  const ids = app.get(IdGenerator, { strict: false });
  app.use(requestId(ids), bookkeeping(app, logger), securityHeaders());
  app.use(...jsonBody());
  app.useGlobalFilters(new ProblemFilter(logger));
  const server = app.getHttpServer();
  Object.assign(server, {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  });
  server.on('clientError', (error, socket) => answerUnreadable(error, socket, ids.next()));
}

function requestId(ids: IdGenerator) {
  return (request: Request, reply: Response, next: NextFunction): void => {
    const given = request.headers['x-request-id'];
    const id = typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : ids.next();
    reply.setHeader('X-Request-Id', id);
    next();
  };
}

/** What is known of a request when it is over goes to the log, the metrics and the drain, all from one place. */
function bookkeeping(app: NestExpressApplication, logger: Logger) {
  const drain = app.get(Drain);
  const metrics = app.get(Metrics);
  return (request: Request, reply: Response, next: NextFunction): void => {
    const start = performance.now();
    drain.enter(reply);
    reply.once('close', () => {
      const milliseconds = performance.now() - start;
      const route = (request.route as { path?: string } | undefined)?.path ?? 'none';
      metrics.observeRequest(request.method, route, reply.statusCode, milliseconds / 1000);
      logRequest(logger, request, reply, milliseconds);
      drain.leave(reply);
    });
    next();
  };
}

/** One line a request. The query string stays out of it: `q` is content. */
function logRequest(logger: Logger, request: Request, reply: Response, milliseconds: number): void {
  const level = reply.statusCode >= 500 ? 'error' : request.path.startsWith('/health') ? 'debug' : 'info';
  logger[level](
    {
      request_id: reply.getHeader('X-Request-Id'),
      method: request.method,
      path: request.path.slice(0, 512),
      status: reply.statusCode,
      duration_ms: Math.round(milliseconds * 10) / 10,
      ...(!reply.writableFinished && { aborted: true }),
    },
    'request',
  );
}

function securityHeaders() {
  // Swagger UI is served over plain HTTP on a laptop, where upgrading its requests would break it.
  return helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
}

/** What is not even HTTP never reaches Express; Node's own answer would have no body. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
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
