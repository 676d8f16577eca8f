/** What is held about users, of every room: a list of `Exportable`. */
export const EXPORTABLES = Symbol('EXPORTABLES');
