import type { HttpReply } from '../../http/index.js';
import type { ErasureResponse } from '../dto/erasure.response.js';
import type { ErasureState } from '../erasure/erasure.types.js';

export function toErasureResponse(row: ErasureState): ErasureResponse {
  return {
    id: row.id,
    user_id: row.userId,
    status: row.closedAt ? 'closed' : row.erasedAt ? 'erased' : 'pending',
    requested_at: row.requestedAt.toISOString(),
    erased_at: row.erasedAt && row.erasedAt.toISOString(),
    closed_at: row.closedAt && row.closedAt.toISOString(),
    counts: row.counts,
    audit_id: row.auditId,
  };
}

/** Sets status 202 and `Location` while the erasure is in progress. */
export function toErasureReply(row: ErasureState, reply: HttpReply, base: string): ErasureResponse {
  if (row.erasedAt === null) {
    reply.status(202);
    reply.header('Location', `${base}/erasures/${row.id}`);
  }
  return toErasureResponse(row);
}
