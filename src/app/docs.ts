import type { INestApplication } from '@nestjs/common';
import type { HttpReply, HttpRequest } from '../http/index.js';
import type { DocsPages } from './docs-pages.js';
import { OperationsAccess } from './operations.js';

/** The addresses of what SwaggerModule makes, beside the files of Swagger UI. */
const MADE = ['openapi.json', 'docs', 'docs/index.html', 'docs/swagger-ui-init.js', 'docs/docs/swagger-ui-init.js'];

/**
 * Swagger UI at `/docs`, the document at `/openapi.json`, both made for the first who asks: what makes them is a fifth of
 * all modules there are, and most processes are never asked.
 */
export function serveDocs(app: INestApplication): void {
  const http = app.getHttpAdapter();
  const access = app.get(OperationsAccess);
  let opening: Promise<DocsPages> | undefined;
  const pages = () => (opening ??= import('./docs-pages.js').then(({ DocsPages }) => new DocsPages(app)));
  for (const path of MADE) {
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
