import type { ProtectedTable, SealableTable } from '../encryption/index.js';
import { Lock } from './entities/lock.entity.js';

/** A remembered error may hold what Claude said of the request. */
export const PROTECTED_LOCKS: ProtectedTable<Lock> = {
  name: 'claims',
  columns: ['outcome'],
  idOf: ({ id }) => id,
  whole: { column: 'outcome', fields: ['fingerprint', 'heldUntil'] },
};

export const SEALABLE_LOCKS: SealableTable<Lock> = {
  entity: Lock,
  table: PROTECTED_LOCKS,
  // A digest without a key says which request it was to who guesses. Nothing is asked for by it any more.
  unproven: ({ fingerprint }, key, format) =>
    format === 'plain' && fingerprint !== null ? { fingerprint: key.digest(fingerprint) } : {},
};
