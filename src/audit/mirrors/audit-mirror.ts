import type { Seal } from '../chain/seal.js';

/** The port to a place outside of the database where seals are written down: what is gone or rewritten there is found. */
export abstract class AuditMirror {
  /** Takes seals for good, in order; one that comes twice is no harm. @throws when it could not; they are offered again */
  abstract write(seals: readonly Seal[]): Promise<void>;
}
