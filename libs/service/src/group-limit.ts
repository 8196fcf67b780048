import { ProblemError } from './problem-error.js';

/** Groups of one report at most: with more, an attribute is a name or a number of somebody, or the days are too many. */
export const GROUPS_MAX = 1_000;

/** So many rows are read, so that it shows when there are too many. */
export const GROUPS_READ = GROUPS_MAX + 1;

/** @throws ProblemError TOO_MANY_GROUPS */
export function notTooMany<Group>(groups: readonly Group[]): readonly Group[] {
  if (groups.length > GROUPS_MAX) throw tooManyGroups();
  return groups;
}

export function tooManyGroups(): ProblemError {
  const detail = `There are more than ${GROUPS_MAX} groups: ask for fewer days or longer periods, or by something that fewer differ in.`;
  return new ProblemError(422, 'TOO_MANY_GROUPS', detail);
}

/** For /openapi.json. */
export const TOO_MANY_GROUPS = '`TOO_MANY_GROUPS`: more groups than a report may have.';
