/** What expires, of every room: a list of `Expirable`. */
export const EXPIRABLES = Symbol('EXPIRABLES');
