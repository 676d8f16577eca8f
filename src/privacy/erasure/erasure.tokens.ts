/** Everything that is erased of a user, in the order in which it is. */
export const ERASABLES = Symbol('ERASABLES');
