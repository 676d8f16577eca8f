import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type HttpReply, type HttpRequest, rawRequest } from './http-reply.js';
import { CONTENT_ENCODINGS, hasBody, readJson } from './json-body.js';
import { ProblemException } from './problem.exception.js';

/**
 * Reads the request's body after the other guards have run, so that the body of a refused request is neither
 * decompressed nor parsed. Does nothing if the host's own parser has read the body already.
 */
@Injectable()
export class JsonBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest & { body?: unknown }>();
    const raw = rawRequest(request);
    return !hasBody(raw) || raw.readableDidRead || this.read(raw, request, http.getResponse<HttpReply>());
  }

  private async read(raw: IncomingMessage, request: { body?: unknown }, reply: HttpReply): Promise<true> {
    try {
      request.body = await readJson(raw);
      return true;
    } catch (error) {
      if (error instanceof ProblemException && error.getStatus() === 415) {
        // RFC 9110, section 15.5.16: a 415 names the accepted types and encodings.
        reply.header('Accept', 'application/json');
        reply.header('Accept-Encoding', CONTENT_ENCODINGS);
      }
      throw error;
    }
  }
}
