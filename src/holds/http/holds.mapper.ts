import type { HoldResponse } from '../dto/hold.response.js';
import type { LegalHold } from '../holds.types.js';

export function toHoldResponse(row: LegalHold): HoldResponse {
  return {
    user_id: row.userId,
    reason: row.reason,
    held_at: row.heldAt.toISOString(),
    held_by: row.heldBy,
  };
}
