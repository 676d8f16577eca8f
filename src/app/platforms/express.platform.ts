import type { IncomingMessage } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { TrustProxy } from '../rate-limits.env.js';
import { type Admit, Platform } from '../platform.js';

type ExpressRequest = IncomingMessage & {
  readonly host?: string;
  readonly route?: { readonly path: string };
};

interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

interface Express {
  disable(setting: string): void;
  set(setting: string, value: unknown): void;
  /** The prototype of all requests of this application. */
  readonly request: object;
  readonly router: { readonly stack: readonly Layer[] };
}

export class ExpressPlatform extends Platform {
  readonly adapter = new ExpressAdapter();
  private readonly express: Express = this.adapter.getInstance();

  constructor(trustProxy: TrustProxy) {
    super();
    this.express.disable('x-powered-by');
    this.express.set('trust proxy', trustProxy);
    this.express.set('query parser', 'simple');
    this.express.set('etag', false);
    // Routes with versions evaluate `If-None-Match` themselves; Express would answer 304 to `If-None-Match: *` everywhere.
    Object.defineProperty(this.express.request, 'fresh', { value: false });
  }

  install(admit: Admit): void {
    // Express itself reads no bodies, and the errors of its router reach Nest's filter.
    this.adapter.use((request: ExpressRequest, _reply: unknown, next: () => void) => {
      // If it throws, Express calls the error handler.
      admit(request, request.host);
      next();
    });
  }

  routeOf(request: ExpressRequest): string | undefined {
    return request.route?.path;
  }

  allowedMethods(path: string): string[] {
    const methods = this.express.router.stack
      .filter((layer) => layer.route !== undefined && layer.match(path))
      .flatMap((layer) => Object.keys(layer.route?.methods ?? {}))
      .map((method) => method.toUpperCase());
    return [...new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)].sort();
  }
}
