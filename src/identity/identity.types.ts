import type { Role } from '../common/index.js';
import type { ApiKey } from './entities/api-key.entity.js';

export interface NewApiKey {
  readonly role: Role;
  /** The user to whom the key is bound. Required with the role `user`, and refused with other roles. */
  readonly userId?: string | null | undefined;
  /** When the key expires. @default it does not expire */
  readonly expiresAt?: Date | null | undefined;
  /**
   * Whether the operator must confirm the key before it is valid, because it was created without authentication.
   * @default false
   */
  readonly isUnconfirmed?: boolean | undefined;
}

export interface CreatedApiKey {
  /** The key itself, which cannot be retrieved later. */
  readonly key: string;
  readonly row: ApiKey;
}

export type { ApiKey };
