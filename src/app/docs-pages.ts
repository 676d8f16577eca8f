import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type INestApplication, NotFoundException } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { type HttpReply, type HttpRequest, ifChanged } from '../http/index.js';
import { createDocument } from './openapi.js';

/** The part of Express' and Fastify's reply that pages need. */
interface PageReply extends HttpReply {
  type(type: string): unknown;
  send(body?: Buffer | string): unknown;
}

type Handler = (request: HttpRequest, reply: HttpReply) => unknown;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
};

/** Swagger UI and the OpenAPI document, created at the first request. */
export class DocsPages {
  private readonly pages = new Map<string, Handler>();
  private folder = '';
  private readonly files: ReadonlySet<string>;

  constructor(app: INestApplication) {
    SwaggerModule.setup('docs', this.asApplication(), () => createDocument(app), {
      jsonDocumentUrl: 'openapi.json',
      raw: ['json'],
      customSiteTitle: 'Reprise API',
      swaggerOptions: { displayRequestDuration: true, tryItOutEnabled: true },
    });
    this.files = new Set(readdirSync(this.folder));
  }

  /** @param path a path that SwaggerModule registers */
  page(path: string, request: HttpRequest, reply: HttpReply): unknown {
    return this.pages.get(`/${path}`)?.(request, reply);
  }

  /** Serves a static file of Swagger UI. @throws NotFoundException if there is none of that name */
  async file(request: HttpRequest, reply: HttpReply): Promise<unknown> {
    const { file } = (request as HttpRequest & { params: { file: string } }).params;
    const type = TYPES[extname(file)];
    // Only names of existing files are accepted, so that the path cannot leave the folder.
    if (type === undefined || !this.files.has(file)) throw new NotFoundException();
    const path = join(this.folder, file);
    const { size, mtimeMs } = await stat(path);
    const etag = `"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`;
    const page = reply as PageReply;
    page.header('Cache-Control', 'public, max-age=0');
    page.header('ETag', etag);
    if (!ifChanged(request).isMet(etag, true)) {
      page.status(304);
      return page.send();
    }
    page.type(type);
    return page.send(await readFile(path));
  }

  /** Captures the routes that SwaggerModule registers, because a running application accepts no new routes. */
  private asApplication(): INestApplication {
    const adapter = {
      getType: () => 'express',
      getRequestUrl: ({ originalUrl }: HttpRequest) => originalUrl,
      get: (path: string, handler: Handler) => this.pages.set(path, handler),
    };
    const useStaticAssets = (folder: string) => (this.folder = folder);
    return { getHttpAdapter: () => adapter, useStaticAssets } as unknown as INestApplication;
  }
}
