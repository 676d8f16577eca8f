/** Injection token of the `Expirable` list of all modules. */
export const EXPIRABLES = Symbol('EXPIRABLES');
