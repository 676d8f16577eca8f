import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { problem, ProblemException, validationFailed } from '../http/index.js';

const LIMIT_BYTES = 1_048_576;
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads JSON strictly: UTF-8 only, and bytes that are none are refused instead of replaced, so that what is stored is
 * what was sent. Express' own reader takes other encodings and mends broken ones.
 */
export function jsonBody(): RequestHandler[] {
  return [requireJson, express.raw({ type: () => true, limit: LIMIT_BYTES }), parseJson];
}

function requireJson(request: Request, _reply: Response, next: NextFunction): void {
  const isEmpty =
    request.headers['transfer-encoding'] === undefined && Number(request.headers['content-length'] ?? 0) === 0;
  if (isEmpty || JSON_TYPE.test(request.headers['content-type'] ?? '')) return next();
  const detail = 'Send the body as JSON, with the header content-type: application/json.';
  next(new ProblemException(problem(415, 'unsupported_media_type', 'Unsupported media type', detail)));
}

function parseJson(request: Request, _reply: Response, next: NextFunction): void {
  if (!Buffer.isBuffer(request.body)) return next();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(request.body);
    request.body = text === '' ? undefined : (JSON.parse(text) as unknown);
    next();
  } catch (error) {
    // The parser's own message quotes the body, which is nobody else's business.
    const message = error instanceof SyntaxError ? 'the body is not valid JSON' : 'the body is not valid UTF-8';
    next(validationFailed([{ field: '', message }]));
  }
}
