import { createServer, type IncomingMessage, type Server } from 'node:http';
import {
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import { ForbiddenError, type Role } from '../common/index.js';
import { type HttpReply, type HttpRequest, IdentityResolver, rawRequest, toProblemException } from '../http/index.js';
import { Connections } from './connections.js';
import { pathOf } from './request-path.js';

/** Where metrics and documentation are served, and to whom. */
export interface OperationsOptions {
  /** A separate port that serves only them, without authentication; `null`: the service's own port. */
  readonly port: number | null;
  readonly host: string;
  /** Whether they require authentication on the service's own port. */
  readonly needsLogin: boolean;
}

export const OPERATIONS_OPTIONS = Symbol('OPERATIONS_OPTIONS');

const OPERATORS: readonly Role[] = ['admin', 'service'];
const PAGES = /^\/(health\/(live|ready)|metrics|openapi\.json|docs(\/[^/]+){0,2})\/?$/i;
/** Browsers ask for a user name and a password; the user name is ignored. */
const BASIC = /^basic +([A-Za-z0-9+/]+=*)$/i;
const CHALLENGE = 'Basic realm="reprise", charset="UTF-8", Bearer realm="reprise"';

@Injectable()
export class OperationsAccess {
  /** The requests that arrived on the operations port. */
  private readonly operationsRequests = new WeakSet<object>();

  constructor(
    @Inject(OPERATIONS_OPTIONS) private readonly options: OperationsOptions,
    private readonly resolver: IdentityResolver,
  ) {}

  /** Records that a request arrived on the operations port. */
  markRequest(request: IncomingMessage): void {
    this.operationsRequests.add(request);
  }

  /** @throws NotFoundException on the operations port, for paths that it does not serve */
  checkPath(request: IncomingMessage): void {
    if (this.operationsRequests.has(request) && !PAGES.test(pathOf(request.url ?? ''))) throw new NotFoundException();
  }

  /**
   * @param roles the roles that have access; all if omitted
   * @throws NotFoundException on the service's port if there is an operations port
   * @throws ProblemException 401 or 403
   */
  async check(request: HttpRequest, reply: HttpReply, roles?: readonly Role[]): Promise<void> {
    if (this.options.port !== null) {
      if (!this.operationsRequests.has(rawRequest(request))) throw new NotFoundException();
      return;
    }
    if (!this.options.needsLogin) return;
    try {
      const { role } = await this.resolver.resolve(withBearer(request));
      if (roles && !roles.includes(role)) throw new ForbiddenError();
    } catch (error) {
      const problem = toProblemException(error, reply);
      if (!(error instanceof ForbiddenError)) reply.header('WWW-Authenticate', CHALLENGE);
      throw problem;
    }
  }
}

/** Guards the metrics, which show the load of all tenants. */
@Injectable()
export class OperatorsGuard implements CanActivate {
  constructor(private readonly access: OperationsAccess) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    await this.access.check(http.getRequest<HttpRequest>(), http.getResponse<HttpReply>(), OPERATORS);
    return true;
  }
}

/** Opens the operations port, if one is configured. The same application answers its requests. */
export async function listenForOperations(
  app: INestApplication,
  { port, host }: OperationsOptions,
): Promise<Server | null> {
  if (port === null) return null;
  const access = app.get(OperationsAccess);
  const main = app.getHttpServer() as Server;
  const { headersTimeout, requestTimeout, keepAliveTimeout } = main;
  const server = createServer({ headersTimeout, requestTimeout, keepAliveTimeout }, (request, reply) => {
    access.markRequest(request);
    main.emit('request', request, reply);
  });
  app.get(Connections).watch(server);
  main.once('close', () => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

/** Turns the Basic credentials that a browser sends into a bearer token. */
function withBearer(request: HttpRequest): HttpRequest {
  const [, encoded] = BASIC.exec(String(request.headers['authorization'] ?? '')) ?? [];
  if (encoded === undefined) return request;
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  const authorization = `Bearer ${password}`;
  const { method, originalUrl, ip } = request;
  const bearer = { method, originalUrl, ip, headers: { authorization }, rawHeaders: ['authorization', authorization] };
  return bearer;
}
