import type { IncomingMessage } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HttpReply, HttpRequest } from '../../http/index.js';
import type { TrustProxy } from '../rate-limits.env.js';
import { type Admit, Platform, type ProblemReply, type Respond } from '../platform.js';
import { pathOf } from '../request-path.js';
import { RouteTable } from './route-table.js';

/** Longer than any path that fits into Node's header limit: validation checks the length of ids. */
const MAX_PARAM_LENGTH = 65_536;

/**
 * Routes have no Fastify schemas, because Nest's pipes validate requests. Without this, Fastify would load its schema
 * compilers with the first server, which takes 4 % of the start-up time.
 */
const NO_SCHEMAS = () => () => {
  throw new Error('no route has a schema of Fastify');
};

export class FastifyPlatform extends Platform {
  readonly adapter: FastifyAdapter;
  private readonly routes = new RouteTable();
  private readonly served = new WeakMap<IncomingMessage, string>();
  private respond?: Respond;

  constructor(trustProxy: TrustProxy) {
    super();
    this.adapter = new FastifyAdapter({
      // Fastify's own interpretation of a number trusts no proxy.
      trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy && [...trustProxy],
      // Express-style middleware would slow down every request, and there is none.
      skipMiddie: true,
      schemaController: { compilersFactory: { buildValidator: NO_SCHEMAS, buildSerializer: NO_SCHEMAS } },
      // As in Express, `/Health/live/` is `/health/live`.
      routerOptions: {
        caseSensitive: false,
        ignoreTrailingSlash: true,
        maxParamLength: MAX_PARAM_LENGTH,
        querystringParser: parseQuery,
      },
      frameworkErrors: (_error: unknown, request: HttpRequest, reply: HttpReply) =>
        this.rejectUnroutable(request, reply as ProblemReply),
    });
  }

  install(admit: Admit, respond: Respond): void {
    this.respond = respond;
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
    // The guards read bodies after authentication; Fastify would check the content type and read the body before.
    for (const method of fastify.supportedMethods)
      fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }

  routeOf(request: IncomingMessage): string | undefined {
    return this.served.get(request);
  }

  allowedMethods(path: string): string[] {
    return this.routes.methodsAt(path);
  }

  /** Rejects a path that cannot be decoded, for which neither Fastify's hooks nor Nest's handlers run. */
  private rejectUnroutable(request: HttpRequest, reply: ProblemReply): void {
    const isRoute = this.allowedMethods(pathOf(request.originalUrl)).length > 0;
    this.respond?.(isRoute ? new BadRequestException() : new NotFoundException(), request, reply);
  }
}
