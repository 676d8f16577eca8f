import { type FieldError, OWNER_NAME, OWNER_NAME_RULE, ValidationFailedError } from '../common/index.js';
import type { NewApiKey } from './identity.types.js';

/** Instants are kept with four digits for the year. */
const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

/** @throws ValidationFailedError for a user without its role, a role without its user, or a time that has passed */
export function refuseMistakes(tenantId: string, asked: NewApiKey, now: Date): void {
  const errors = [...mistakesIn(tenantId, asked, now)];
  if (errors.length === 0) return;
  const text = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new ValidationFailedError(`${text}.`, { errors });
}

function* mistakesIn(tenantId: string, { role, userId, expiresAt }: NewApiKey, now: Date): Generator<FieldError> {
  const isBound = userId !== undefined && userId !== null;
  if (!OWNER_NAME.test(tenantId)) yield { field: 'tenant', message: OWNER_NAME_RULE };
  if (isBound && !OWNER_NAME.test(userId)) yield { field: 'user_id', message: OWNER_NAME_RULE };
  if (role === 'user' && !isBound)
    yield { field: 'user_id', message: 'has to name the one user that a key with the role user is for' };
  if (role !== 'user' && isBound) yield { field: 'user_id', message: `goes with the role user, not with ${role}` };
  if (expiresAt && !(expiresAt > now && expiresAt <= END_OF_TIME))
    yield { field: 'expires_at', message: 'must be a time in the future, and before the year 10000' };
}
