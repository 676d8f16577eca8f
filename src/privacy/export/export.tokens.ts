/** What is held about users, of every module: a list of `Exportable`. */
export const EXPORTABLES = Symbol('EXPORTABLES');
