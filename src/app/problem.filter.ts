import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Problem, problem, PROBLEM_CONTENT_TYPE, ProblemException, validationFailed } from '../http/index.js';
import { allowedMethods } from './allowed-methods.js';
import type { Logger } from './logger.js';

/** Renders whatever was thrown, anywhere, as problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const reply = host.switchToHttp().getResponse<Response>();
    const exception = this.toProblem(error, request, reply);
    if (exception.getStatus() >= 500) this.logCause(exception, reply);
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    if (exception.retryAfterSeconds !== undefined) reply.setHeader('Retry-After', exception.retryAfterSeconds);
    reply
      .status(exception.getStatus())
      .type(PROBLEM_CONTENT_TYPE)
      .send(JSON.stringify({ ...exception.problem, instance: request.path } satisfies Problem));
  }

  private toProblem(error: unknown, request: Request, reply: Response): ProblemException {
    if (error instanceof ProblemException) return error;
    const status = statusOf(error);
    if (status === 404) return noSuchRoute(request, reply);
    if (status === 413) return payloadTooLarge();
    if (status === 415) return unsupportedEncoding();
    if (status !== null && status >= 400 && status < 500) return unreadable();
    const detail =
      'Something went wrong on our side. Nothing more can be told; the log holds it under this request id.';
    return new ProblemException(problem(500, 'internal_error', 'Internal error', detail), undefined, error);
  }

  /** What an operator needs to find the cause, which the client is not told. */
  private logCause({ problem: { code }, cause }: ProblemException, reply: Response): void {
    this.logger.error(
      { code, err: cause, request_id: reply.getHeader('X-Request-Id') },
      'answered with an error of ours',
    );
  }
}

/** Nest's exceptions, Express' own errors and those of its body reader all say which status they mean. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = (error ?? {}) as { status?: unknown };
  if (typeof status === 'number') return status;
  return error instanceof URIError ? 400 : null;
}

function noSuchRoute(request: Request, reply: Response): ProblemException {
  const allowed = allowedMethods(request);
  if (allowed.length === 0) {
    return new ProblemException(
      problem(404, 'not_found', 'Not found', 'There is no such route; GET /docs shows the ones there are.'),
    );
  }
  reply.setHeader('Allow', allowed.join(', '));
  const detail = `This address takes ${allowed.join(', ')}, not ${request.method}.`;
  return new ProblemException(problem(405, 'method_not_allowed', 'Method not allowed', detail));
}

function payloadTooLarge(): ProblemException {
  const detail = 'The body is over 1 MB. Send a shorter text, in UTF-8 rather than as \\u escapes.';
  return new ProblemException(problem(413, 'payload_too_large', 'Payload too large', detail));
}

function unsupportedEncoding(): ProblemException {
  const detail = 'The body has a content-encoding that is not known here; send it plain or with gzip.';
  return new ProblemException(problem(415, 'unsupported_media_type', 'Unsupported media type', detail));
}

function unreadable(): ProblemException {
  const message =
    'the request could not be read: check the % escapes of its path and the length and encoding of its body';
  return validationFailed([{ field: '', message }]);
}
