import type { z } from 'zod';

/** The JSON types as a person says them. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

/** What is counted, one and several. */
const LENGTHS: Readonly<Record<string, readonly [string, string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

/**
 * What would be right, in words: `must be at least 1`. An error map for Zod; words a schema has of its own come first.
 *
 * @returns undefined where Zod's words have to do
 */
export const plainIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.input === undefined ? 'is missing: ' : 'must be '}${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return bounded(issue.origin, issue.inclusive ? 'at least' : 'above', issue.minimum);
    case 'too_big':
      return bounded(issue.origin, issue.inclusive ? 'at most' : 'below', issue.maximum);
    case 'unrecognized_keys':
      return `must not have ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be a UUID' : undefined;
    default:
      return undefined;
  }
};

function bounded(origin: string, than: string, bound: number | bigint): string {
  const unit = LENGTHS[origin];
  return unit ? `must have ${than} ${bound} ${unit[Number(bound) === 1 ? 0 : 1]}` : `must be ${than} ${bound}`;
}
