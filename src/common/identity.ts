/** `admin`: everything in the tenant; `service`: every user of the tenant; `user`: one user of it. */
export const ROLES = ['admin', 'service', 'user'] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking, however that was found out. */
export interface Identity {
  readonly tenantId: string;
  /** Names who it is, for limits and records: a user id, the id of an API key, a token's subject. */
  readonly subject: string;
  readonly role: Role;
  /** The one user it may act for; `null` where it may act for every user of the tenant. */
  readonly userId: string | null;
  /** The API key it came with; `null` when it came without one. */
  readonly keyId: string | null;
}
