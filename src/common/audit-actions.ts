/** Everything that is recorded, as `<what>.<what was done>`. */
export const AUDIT_ACTIONS = [
  ...(['result.created', 'result.replayed', 'result.read', 'results.listed', 'result.deleted'] as const),
  ...(['conversation.created', 'conversation.read', 'conversations.listed', 'conversation.changed'] as const),
  ...(['conversation.deleted', 'conversation.forked'] as const),
  ...(['conversation.summarised', 'message.created', 'message.answered', 'message.regenerated'] as const),
  ...(['message.replayed', 'messages.listed'] as const),
  ...(['preferences.read', 'preferences.changed'] as const),
  ...(['usage.read', 'budget.read', 'budget.changed', 'budget.removed'] as const),
  ...(['key.created', 'keys.listed', 'key.confirmed', 'key.revoked'] as const),
  ...(['audit.read', 'audit.listed', 'audit.exported', 'audit.verified', 'audit.expired'] as const),
  ...(['user.exported', 'user.erasure_requested', 'user.erasure_read', 'user.erased'] as const),
  ...(['user.erasure_closed'] as const),
  ...(['user.held', 'user.hold_read', 'user.released', 'content.expired', 'ledger.expired'] as const),
  ...(['request.denied'] as const),
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
