/** What expires, of every module: a list of `Expirable`. */
export const EXPIRABLES = Symbol('EXPIRABLES');
