import type { INestApplication } from '@nestjs/common';
import type { HttpReply, HttpRequest } from '../http/index.js';
import type { DocsPages } from './docs-pages.js';
import { OperationsAccess } from './operations.js';

/** The paths of the pages that SwaggerModule generates. */
const GENERATED = [
  'openapi.json',
  'docs',
  'docs/index.html',
  'docs/swagger-ui-init.js',
  'docs/docs/swagger-ui-init.js',
];

/**
 * Serves Swagger UI at `/docs` and the OpenAPI document at `/openapi.json`. Both are created at the first request: their
 * code is a fifth of all loaded modules, and most processes never need it.
 */
export function serveDocs(app: INestApplication): void {
  const http = app.getHttpAdapter();
  const access = app.get(OperationsAccess);
  let opening: Promise<DocsPages> | undefined;
  const pages = () => (opening ??= import('./docs-pages.js').then(({ DocsPages }) => new DocsPages(app)));
  for (const path of GENERATED) {
    http.get(`/${path}`, async (request: HttpRequest, reply: HttpReply) => {
      await access.check(request, reply);
      return (await pages()).page(path, request, reply);
    });
  }
  http.get('/docs/:file', async (request: HttpRequest, reply: HttpReply) => {
    await access.check(request, reply);
    return (await pages()).file(request, reply);
  });
}
