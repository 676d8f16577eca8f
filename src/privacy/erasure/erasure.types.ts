import type { Erasure } from '../entities/erasure.entity.js';

/** How far an erasure is. */
export type ErasureState = Readonly<Erasure>;
