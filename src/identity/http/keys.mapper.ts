import type { CreatedKeyResponse, KeyResponse } from '../dto/key.response.js';
import type { CreateKeyRequest } from '../dto/create-key.request.js';
import type { ApiKey, CreatedApiKey, NewApiKey } from '../identity.types.js';

export function toNewApiKey({ role, user_id, expires_at }: CreateKeyRequest): NewApiKey {
  return { role, userId: user_id, expiresAt: expires_at };
}

export function toKeyResponse(row: ApiKey): KeyResponse {
  return {
    id: row.id,
    hint: row.hint,
    tenant: row.tenantId,
    role: row.role,
    user: row.userId,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    unconfirmed_since: row.unconfirmedSince?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}

export function toCreatedKeyResponse({ key, row }: CreatedApiKey): CreatedKeyResponse {
  return {
    id: row.id,
    key,
    hint: row.hint,
    tenant: row.tenantId,
    role: row.role,
    user: row.userId,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    unconfirmed_since: row.unconfirmedSince?.toISOString() ?? null,
  };
}
