import type { Erasure } from '../entities/erasure.entity.js';

/** The state of an erasure. */
export type ErasureState = Readonly<Erasure>;
