/** Fewest customers that a figure of a group is told of. */
export const MINIMUM_N = Symbol('MINIMUM_N');
