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
  /** What every request of this application inherits from. */
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
    // Routes that have versions compare them; Express would answer 304 to `If-None-Match: *` anywhere.
    Object.defineProperty(this.express.request, 'fresh', { value: false });
  }

  install(admit: Admit): void {
    // Express reads no body by itself, and what its router cannot read reaches Nest's filter.
    this.adapter.use((request: ExpressRequest, _reply: unknown, next: () => void) => {
      // What it throws goes to the error handler.
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
