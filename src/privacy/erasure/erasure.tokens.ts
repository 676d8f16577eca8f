/** Injection token of the `Erasable` list, in the order of erasure. */
export const ERASABLES = Symbol('ERASABLES');
