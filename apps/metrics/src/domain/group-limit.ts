/** Groups of one report at most: with more, an attribute is a name or a number of somebody, or the days are too many. */
export const GROUPS_MAX = 1_000;

/** So many are read, so that it shows when there are too many. */
export const GROUPS_READ = GROUPS_MAX + 1;
