import type { ProtectedTable, SealableTable } from '../encryption/index.js';
import { Claim } from './entities/claim.entity.js';

/** A remembered error may hold what Claude said of the request. */
export const PROTECTED_CLAIMS: ProtectedTable<Claim> = {
  name: 'claims',
  columns: ['outcome'],
  idOf: ({ id }) => id,
  whole: { column: 'outcome', fields: ['fingerprint', 'heldUntil'] },
};

export const SEALABLE_CLAIMS: SealableTable<Claim> = {
  entity: Claim,
  table: PROTECTED_CLAIMS,
  // A digest without a key says which request it was to who guesses. Nothing is asked for by it any more.
  unproven: ({ fingerprint }, key, format) =>
    format === 'plain' && fingerprint !== null ? { fingerprint: key.digest(fingerprint) } : {},
};
