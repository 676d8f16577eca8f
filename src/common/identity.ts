/** `admin`: full access to the tenant; `service`: access to every user of the tenant; `user`: access to one user. */
export const ROLES = ['admin', 'service', 'user'] as const;
export type Role = (typeof ROLES)[number];

/** An authenticated caller. */
export interface Identity {
  readonly tenantId: string;
  /** Identifies the caller in rate limits and audit records: a user id, the id of an API key, or a token's subject. */
  readonly subject: string;
  readonly role: Role;
  /** The only user that it may act for; `null` for every user of the tenant. */
  readonly userId: string | null;
  /** The API key of the request; `null` without one. */
  readonly keyId: string | null;
}
