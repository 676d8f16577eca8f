import type { Seal } from '../chain/seal.js';

/** Port to a copy of the seals outside of the database, which reveals seals that were removed or rewritten in it. */
export abstract class AuditMirror {
  /**
   * Stores seals durably, in order. A seal may be written twice.
   * @throws if they were not stored; they are written again later
   */
  abstract write(seals: readonly Seal[]): Promise<void>;
}
