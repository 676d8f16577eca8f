/** Whose row it is. Every query takes one first; nothing crosses `tenantId`, ever. */
export interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

/** For work that is done for several owners, or for none: where owners take turns it has a turn of its own. */
export const NO_OWNER: Owner = { tenantId: '', userId: '' };

/**
 * How far a caller reaches when it names a row by id instead of by user: one user of the tenant, or
 * (`userId: null`) every user of the tenant, as a service that acts for them does.
 */
export interface AccessScope {
  readonly tenantId: string;
  readonly userId: string | null;
}

/**
 * What a tenant or a user may be called. Not `.` or `..`: in a path a client, or a proxy, takes them for steps, and asks for
 * something else than was meant. Written without a lookahead, since it is in the OpenAPI document and not every language has them.
 */
export const OWNER_NAME =
  /^(?:[A-Za-z0-9_:@-][A-Za-z0-9._:@-]{0,127}|\.[A-Za-z0-9_:@-][A-Za-z0-9._:@-]{0,126}|\.\.[A-Za-z0-9._:@-]{1,126})$/;
export const OWNER_NAME_RULE = 'must be 1–128 characters of A–Z a–z 0–9 . _ : @ - (but not . or ..)';

/** The tenant of everybody while authentication is off. */
export const DEFAULT_TENANT = 'default';
