import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import {
  cut,
  type HttpRequest,
  type Problem,
  problem,
  PROBLEM_CONTENT_TYPE,
  ProblemException,
  rawReply,
  unreadableRequest,
} from '../http/index.js';
import type { Logger } from './logger.js';
import type { Platform, ProblemReply } from './platform.js';
import { pathOf } from './request-path.js';

/** Renders all errors as problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly platform: Platform,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.respond(error, http.getRequest<HttpRequest>(), http.getResponse<ProblemReply>());
  }

  respond(error: unknown, request: HttpRequest, reply: ProblemReply): void {
    const raw = rawReply(reply);
    // The client disconnected, which aborted the request. There is no response to send and no error to log.
    if (raw.destroyed && isAbort(error)) return;
    const path = pathOf(request.originalUrl);
    const exception = this.toProblem(error, request.method, path, reply);
    if (exception.getStatus() >= 500) this.logCause(exception, raw.getHeader('X-Request-Id'));
    if (raw.headersSent) {
      cut(reply);
      return;
    }
    if (exception.retryAfterSeconds !== undefined) reply.header('Retry-After', String(exception.retryAfterSeconds));
    reply.status(exception.getStatus());
    reply.header('Content-Type', `${PROBLEM_CONTENT_TYPE}; charset=utf-8`);
    reply.send(JSON.stringify({ ...exception.problem, instance: path } satisfies Problem));
  }

  private toProblem(error: unknown, method: string, path: string, reply: ProblemReply): ProblemException {
    if (error instanceof ProblemException) return error;
    const status = statusOf(error);
    if (status === 404) return noSuchRoute(method, this.platform.allowedMethods(path), reply);
    if (status !== null && status >= 400 && status < 500) return unreadableRequest();
    const detail = 'An internal error occurred. The service log has the details under this request id.';
    return new ProblemException(problem(500, 'internal_error', 'Internal error', detail), undefined, error);
  }

  /** Logs the cause for the operator. The client gets no details. */
  private logCause({ problem: { code }, cause }: ProblemException, requestId: unknown): void {
    this.logger.error({ code, err: cause, request_id: requestId }, 'internal error');
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The status in Nest's exceptions and in errors of Express' router; `null` for other errors. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = (error ?? {}) as { status?: unknown };
  if (typeof status === 'number') return status;
  return error instanceof URIError ? 400 : null;
}

function noSuchRoute(method: string, allowed: readonly string[], reply: ProblemReply): ProblemException {
  if (allowed.length === 0 || allowed.includes(method)) {
    return new ProblemException(
      problem(404, 'not_found', 'Not found', 'There is no such route. GET /docs lists all routes.'),
    );
  }
  reply.header('Allow', allowed.join(', '));
  const detail = `This route supports ${allowed.join(', ')}, not ${method}.`;
  return new ProblemException(problem(405, 'method_not_allowed', 'Method not allowed', detail));
}
