/** Injection token of the `Exportable` list of all modules. */
export const EXPORTABLES = Symbol('EXPORTABLES');
