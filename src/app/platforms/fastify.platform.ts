import type { IncomingMessage } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HttpReply, HttpRequest } from '../../http/index.js';
import type { TrustProxy } from '../rate-limits.env.js';
import { type Admit, Platform, type ProblemReply, type Refuse } from '../platform.js';
import { pathOf } from '../request-path.js';
import { RouteTable } from './route-table.js';

/** Longer than any path that fits into the headers Node takes: how long an id may be is for validation to say. */
const MAX_PARAM_LENGTH = 65_536;

/**
 * No route has a schema of Fastify's, since Nest's pipes check what comes: what would compile them, and is loaded with
 * the first server unless there is something else, is a twenty-fifth of a start.
 */
const NO_SCHEMAS = () => () => {
  throw new Error('no route has a schema of Fastify');
};

export class FastifyPlatform extends Platform {
  readonly adapter: FastifyAdapter;
  private readonly routes = new RouteTable();
  private readonly served = new WeakMap<IncomingMessage, string>();
  private refuse?: Refuse;

  constructor(trustProxy: TrustProxy) {
    super();
    this.adapter = new FastifyAdapter({
      // Fastify takes a number for nobody.
      trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy && [...trustProxy],
      // Middleware in Express' style would cost every request, and there is none.
      skipMiddie: true,
      schemaController: { compilersFactory: { buildValidator: NO_SCHEMAS, buildSerializer: NO_SCHEMAS } },
      // As Express' router does: `/Health/live/` is `/health/live`.
      routerOptions: {
        caseSensitive: false,
        ignoreTrailingSlash: true,
        maxParamLength: MAX_PARAM_LENGTH,
        querystringParser: parseQuery,
      },
      frameworkErrors: (_error: unknown, request: HttpRequest, reply: HttpReply) =>
        this.refuseUnroutable(request, reply as ProblemReply),
    });
  }

  install(admit: Admit, refuse: Refuse): void {
    this.refuse = refuse;
    const fastify = this.adapter.getInstance();
    fastify.addHook('onRoute', ({ method, url }) => this.routes.add([method].flat(), url));
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.url !== undefined) this.served.set(request.raw, request.routeOptions.url);
      try {
        admit(request.raw, request.host);
      } catch (error) {
        return done(error as Error);
      }
      done();
    });
    // Bodies are for our guards to read: Fastify would look at their type, and read them, before who is asking is known.
    for (const method of fastify.supportedMethods)
      fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }

  routeOf(request: IncomingMessage): string | undefined {
    return this.served.get(request);
  }

  allowedMethods(path: string): string[] {
    return this.routes.methodsAt(path);
  }

  /** A path that cannot be decoded: neither Fastify's hooks run nor Nest's handlers. Where no route could be, there is none. */
  private refuseUnroutable(request: HttpRequest, reply: ProblemReply): void {
    const isRoute = this.allowedMethods(pathOf(request.originalUrl)).length > 0;
    this.refuse?.(isRoute ? new BadRequestException() : new NotFoundException(), request, reply);
  }
}
