import type { ExecutionContext } from '@nestjs/common';
import { type Acting, actingAs, type AppError, type AuditTrail } from '../common/index.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { pathOf } from './nest-internals.js';

/** Names, in the answer to whatever may change something, the record of it. */
export const AUDIT_ID_HEADER = 'Reprise-Audit-Id';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function nameRecord({ method }: HttpRequest, reply: HttpReply, recordId: string | undefined): void {
  if (recordId !== undefined && !READS.has(method)) reply.header(AUDIT_ID_HEADER, recordId);
}

/** Notes that somebody who is known asked for what it may not have. Which user it named is not kept. */
export function noteDenial(audit: AuditTrail, acting: Acting, context: ExecutionContext, error: AppError): void {
  const { method } = context.switchToHttp().getRequest<HttpRequest>();
  const { tenantId, userId } = acting.identity;
  const detail = { method, route: routeOf(context), code: error.code };
  const denied = { action: 'request.denied' as const, outcome: error.code, detail };
  // It is refused whether that can be noted now or not.
  actingAs(acting, () => void audit.note({ tenantId, userId }, denied).catch(() => undefined));
}

/** As the OpenAPI document has it, without the host's prefix: `/users/{user_id}/budget`. */
function routeOf(context: ExecutionContext): string {
  const parts = [context.getClass(), context.getHandler()].map(pathOf);
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${path.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`;
}
