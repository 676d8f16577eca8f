/** The owner of a row. It is the first parameter of every query. No access ever crosses tenants. */
export interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

/** Owner of work for several owners or none; the scheduler treats it as one more owner. */
export const NO_OWNER: Owner = { tenantId: '', userId: '' };

/**
 * What a caller may access when it names a row by id: the rows of one user, or with `userId: null` those of every user
 * of the tenant.
 */
export interface AccessScope {
  readonly tenantId: string;
  readonly userId: string | null;
}

/**
 * Valid names of tenants and users. `.` and `..` are excluded, because clients and proxies interpret them in paths. The
 * pattern has no lookahead, because it is part of the OpenAPI document, and not all languages support it.
 */
export const OWNER_NAME =
  /^(?:[A-Za-z0-9_:@-][A-Za-z0-9._:@-]{0,127}|\.[A-Za-z0-9_:@-][A-Za-z0-9._:@-]{0,126}|\.\.[A-Za-z0-9._:@-]{1,126})$/;
export const OWNER_NAME_RULE = 'must be 1–128 characters of A–Z a–z 0–9 . _ : @ - (but not . or ..)';

/** The tenant of all callers while authentication is off. */
export const DEFAULT_TENANT = 'default';
