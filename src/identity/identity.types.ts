import type { Role } from '../common/index.js';
import type { ApiKey } from './entities/api-key.entity.js';

export interface NewApiKey {
  readonly role: Role;
  /** The user that a key with the role `user` is bound to; no other role has one. */
  readonly userId?: string | null | undefined;
  /** The first instant at which it no longer counts. @default it counts until it is revoked */
  readonly expiresAt?: Date | null | undefined;
  /** Whether it counts nowhere until the operator confirms it, since it is not known who asks for it. @default false */
  readonly isUnconfirmed?: boolean | undefined;
}

export interface CreatedApiKey {
  /** The key itself, which nobody can find out afterwards. */
  readonly key: string;
  readonly row: ApiKey;
}

export type { ApiKey };
