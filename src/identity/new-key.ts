import { type FieldError, OWNER_NAME, OWNER_NAME_RULE, ValidationFailedError } from '../common/index.js';
import type { NewApiKey } from './identity.types.js';

/** Times are stored with a year of four digits. */
const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

/** @throws ValidationFailedError if `userId` and `role` do not match, or `expiresAt` is in the past */
export function validateNewKey(tenantId: string, asked: NewApiKey, now: Date): void {
  const errors = [...errorsIn(tenantId, asked, now)];
  if (errors.length === 0) return;
  const text = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new ValidationFailedError(`${text}.`, { errors });
}

function* errorsIn(tenantId: string, { role, userId, expiresAt }: NewApiKey, now: Date): Generator<FieldError> {
  const isBound = userId !== undefined && userId !== null;
  if (!OWNER_NAME.test(tenantId)) yield { field: 'tenant', message: OWNER_NAME_RULE };
  if (isBound && !OWNER_NAME.test(userId)) yield { field: 'user_id', message: OWNER_NAME_RULE };
  if (role === 'user' && !isBound) yield { field: 'user_id', message: 'is required for a key with the role user' };
  if (role !== 'user' && isBound)
    yield { field: 'user_id', message: `is allowed with the role user only, not with ${role}` };
  if (expiresAt && !(expiresAt > now && expiresAt <= END_OF_TIME))
    yield { field: 'expires_at', message: 'must be a time in the future, and before the year 10000' };
}
