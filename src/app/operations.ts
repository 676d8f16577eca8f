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

/** Who is shown metrics and documentation. */
export interface OperationsOptions {
  /** Served there alone, without a credential; `null`: on the port of the service. */
  readonly port: number | null;
  readonly host: string;
  /** Whether a credential is asked for on the port of the service. */
  readonly needsLogin: boolean;
}

export const OPERATIONS_OPTIONS = Symbol('OPERATIONS_OPTIONS');

const OPERATORS: readonly Role[] = ['admin', 'service'];
const PAGES = /^\/(health\/(live|ready)|metrics|openapi\.json|docs(\/[^/]+){0,2})\/?$/i;
/** Browsers ask for a name and a password; the name counts for nothing. */
const BASIC = /^basic +([A-Za-z0-9+/]+=*)$/i;
const CHALLENGE = 'Basic realm="reprise", charset="UTF-8", Bearer realm="reprise"';

@Injectable()
export class OperationsAccess {
  /** The requests that came to the port for operations. */
  private readonly ours = new WeakSet<object>();

  constructor(
    @Inject(OPERATIONS_OPTIONS) private readonly options: OperationsOptions,
    private readonly resolver: IdentityResolver,
  ) {}

  note(request: IncomingMessage): void {
    this.ours.add(request);
  }

  /** @throws NotFoundException for what is not served on the port for operations */
  refuseOthers(request: IncomingMessage): void {
    if (this.ours.has(request) && !PAGES.test(pathOf(request.url ?? ''))) throw new NotFoundException();
  }

  /**
   * @param roles those that may; by default every known caller
   * @throws NotFoundException on the port of the service, where there is another one
   * @throws ProblemException 401 or 403
   */
  async check(request: HttpRequest, reply: HttpReply, roles?: readonly Role[]): Promise<void> {
    if (this.options.port !== null) {
      if (!this.ours.has(rawRequest(request))) throw new NotFoundException();
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

/** For the metrics, which tell how much is asked of the service, of whatever tenant. */
@Injectable()
export class OperatorsGuard implements CanActivate {
  constructor(private readonly access: OperationsAccess) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    await this.access.check(http.getRequest<HttpRequest>(), http.getResponse<HttpReply>(), OPERATORS);
    return true;
  }
}

/** Opens the port for operations, if there is one. What comes to it is answered by the same application. */
export async function listenForOperations(
  app: INestApplication,
  { port, host }: OperationsOptions,
): Promise<Server | null> {
  if (port === null) return null;
  const access = app.get(OperationsAccess);
  const main = app.getHttpServer() as Server;
  const { headersTimeout, requestTimeout, keepAliveTimeout } = main;
  const server = createServer({ headersTimeout, requestTimeout, keepAliveTimeout }, (request, reply) => {
    access.note(request);
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

/** A credential that a browser has asked its user for, as other clients send it. */
function withBearer(request: HttpRequest): HttpRequest {
  const [, encoded] = BASIC.exec(String(request.headers['authorization'] ?? '')) ?? [];
  if (encoded === undefined) return request;
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  const authorization = `Bearer ${password}`;
  const { method, originalUrl, ip } = request;
  const given = { headers: { authorization }, rawHeaders: ['authorization', authorization] };
  return { method, originalUrl, ip, ...given };
}
