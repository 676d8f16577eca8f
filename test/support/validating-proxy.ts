import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenAPIObject } from '@nestjs/swagger';
import express, { type NextFunction, type Request, type Response } from 'express';
import { middleware } from 'express-openapi-validator';
import { conforms } from './kept/conforms.js';

interface OpenApiRequest extends Request {
  readonly openapi?: { readonly schema: { readonly operationId: string } };
}

/** What belongs to one connection, or to the bytes as they were sent: the other connection has its own. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

/**
 * Stands between a client and a service, and passes on only requests and answers that the OpenAPI document allows: with a
 * documented credential, without undocumented parameters or fields. For others its own answer is a 500 that says what is wrong.
 */
export class ValidatingProxy {
  /** What was passed on both ways: `analyze 201`. */
  readonly passed = new Set<string>();

  private constructor(private readonly server: Server) {}

  static async start(target: string, document: OpenAPIObject): Promise<ValidatingProxy> {
    const app = express();
    const server = createServer(app);
    const proxy = new ValidatingProxy(server);
    app.disable('x-powered-by').disable('etag');
    app.use(readBody);
    app.use(middleware({ apiSpec: withClosedSchemas(document) as never, validateResponses: true }));
    app.use(async (request: OpenApiRequest, response: Response) => {
      const answer = await ask(target, request);
      conforms(document, request.method, request.originalUrl, answer);
      response.once('finish', () => {
        // The validator has made a 500 of what it does not pass on.
        const isPassed = response.statusCode === answer.status;
        if (isPassed) proxy.passed.add(`${request.openapi?.schema.operationId} ${answer.status}`);
      });
      response.status(answer.status).set(answer.headers);
      if (/[/+]json(;|$)/.test(answer.headers['content-type'] ?? '')) response.json(JSON.parse(answer.text));
      else response.end(answer.text);
    });
    app.use((error: Error, request: Request, response: Response, _next: NextFunction) => {
      const { message } = error;
      response
        .status(500)
        .type('text/plain')
        .send(`${request.method} ${request.originalUrl} is not passed on: ${message}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** As it was sent, and parsed for the validator. */
async function readBody(request: Request & { raw?: Buffer }, _response: Response, next: NextFunction): Promise<void> {
  const raw = Buffer.concat(await request.toArray());
  if (raw.length > 0) {
    request.raw = raw;
    request.body = JSON.parse(raw.toString());
  }
  next();
}

async function ask(target: string, request: Request & { raw?: Buffer }) {
  const headers = Object.entries(request.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const answer = await fetch(target + request.originalUrl, {
    method: request.method,
    headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    body: request.raw ? new Uint8Array(request.raw) : null,
  });
  const answered = [...answer.headers].filter(([name]) => !OF_THE_CONNECTION.has(name));
  return { status: answer.status, headers: Object.fromEntries(answered), text: await answer.text() };
}

/** The document, with schemas that take the fields only that they name. */
function withClosedSchemas(document: OpenAPIObject): OpenAPIObject {
  const closed = structuredClone(document);
  for (const schema of Object.values(closed.components?.schemas ?? {})) {
    if ('properties' in schema) schema.additionalProperties ??= false;
  }
  return closed;
}
