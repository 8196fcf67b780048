/** Injects the `Programme` in force. */
export const PROGRAMME = Symbol('PROGRAMME');
