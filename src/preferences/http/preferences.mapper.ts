import type { HttpReply, Precondition } from '../../http/index.js';
import type { PreferencesRequest } from '../dto/preferences.request.js';
import type { PreferencesResponse } from '../dto/preferences.response.js';
import type { KeptPreferences } from '../preferences.service.js';
import type { Preferences } from '../preferences.source.js';

/** `null` and a missing field mean the same. */
export function toPreferences(body: PreferencesRequest): Preferences {
  return {
    model: body.model ?? undefined,
    maxTokens: body.max_tokens ?? undefined,
    effort: body.effort ?? undefined,
    system: body.system ?? undefined,
    language: body.language ?? undefined,
    profile: body.profile ?? undefined,
  };
}

export function allows(condition: Precondition): (version: number) => boolean {
  return (version) => condition.isMet(etagOf(version), version > 0);
}

/** Also sets the `ETag` header. */
export function toPreferencesReply(userId: string, kept: KeptPreferences, reply: HttpReply): PreferencesResponse {
  reply.header('ETag', etagOf(kept.version));
  return toPreferencesResponse(userId, kept);
}

/** As `toPreferencesReply`, but sets status 304 without a body if the client has this version already. */
export function toConditionalReply(
  userId: string,
  kept: KeptPreferences,
  condition: Precondition,
  reply: HttpReply,
): PreferencesResponse | undefined {
  const shown = toPreferencesReply(userId, kept, reply);
  if (condition.isMet(etagOf(kept.version), true)) return shown;
  reply.status(304);
  return undefined;
}

export function toPreferencesResponse(
  userId: string,
  { preferences, updatedAt }: KeptPreferences,
): PreferencesResponse {
  return {
    user_id: userId,
    model: preferences.model ?? null,
    max_tokens: preferences.maxTokens ?? null,
    effort: preferences.effort ?? null,
    system: preferences.system ?? null,
    language: preferences.language ?? null,
    profile: preferences.profile ?? {},
    updated_at: updatedAt?.toISOString() ?? null,
  };
}

function etagOf(version: number): string {
  return `"${version}"`;
}
