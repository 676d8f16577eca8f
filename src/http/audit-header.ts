import type { ExecutionContext } from '@nestjs/common';
import { type Acting, actingAs, type AppError, type AuditTrail } from '../common/index.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { pathOf } from './nest-internals.js';

/** Response header with the id of the audit record. Set on every method that may change data. */
export const AUDIT_ID_HEADER = 'Reprise-Audit-Id';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function setAuditIdHeader({ method }: HttpRequest, reply: HttpReply, recordId: string | undefined): void {
  if (recordId !== undefined && !READS.has(method)) reply.header(AUDIT_ID_HEADER, recordId);
}

/** Records that an authenticated caller was denied a request. The user named in the request is not recorded. */
export function recordDenial(audit: AuditTrail, acting: Acting, context: ExecutionContext, error: AppError): void {
  const { method } = context.switchToHttp().getRequest<HttpRequest>();
  const { tenantId, userId } = acting.identity;
  const detail = { method, route: routeOf(context), code: error.code };
  const denied = { action: 'request.denied' as const, outcome: error.code, detail };
  // The request is denied even if the record cannot be written.
  actingAs(acting, () => void audit.note({ tenantId, userId }, denied).catch(() => undefined));
}

/** The route as written in the OpenAPI document, without the host's prefix: `/users/{user_id}/budget`. */
function routeOf(context: ExecutionContext): string {
  const parts = [context.getClass(), context.getHandler()].map(pathOf);
  const path = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${path.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`;
}
