/** Whose row it is. Every query takes one first; nothing crosses `tenantId`, ever. */
export interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

/**
 * How far a caller reaches when it names a row by id instead of by user: one user of the tenant, or
 * (`userId: null`) every user of the tenant, as a service that acts for them does.
 */
export interface Reach {
  readonly tenantId: string;
  readonly userId: string | null;
}

/** What a tenant or a user may be called. */
export const OWNER_NAME = /^[A-Za-z0-9._:@-]{1,128}$/;

/** The tenant of everybody while authentication is off. */
export const DEFAULT_TENANT = 'default';
