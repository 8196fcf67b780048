import { z } from 'zod';

import { plainIssue } from './plain-issue.js';

const said = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: plainIssue }).error?.issues[0]?.message;

describe('what is wrong with a value, in words', () => {
  it.each([
    ['a type', z.string(), 5, 'must be a text'],
    ['a whole number', z.int(), 1.5, 'must be a whole number'],
    ['a number that is too large to be exact', z.int(), 2 ** 53, 'must be at most 9007199254740991'],
    ['absence', z.object({ n: z.int() }), {}, 'is missing: a number'],
    ['a type that has no words here', z.date(), 5, 'must be date'],
    ['a least number', z.int().min(1), 0, 'must be at least 1'],
    ['a number that is no longer possible', z.number().gt(0), 0, 'must be above 0'],
    ['a greatest number', z.int().max(5), 6, 'must be at most 5'],
    ['a number that is not possible yet', z.number().lt(5), 5, 'must be below 5'],
    ['entries', z.array(z.string()).min(2), ['a'], 'must have at least 2 entries'],
    ['one entry', z.array(z.string()).min(1), [], 'must have at least 1 entry'],
    ['characters', z.string().max(2), 'abc', 'must have at most 2 characters'],
    ['one of several', z.enum(['late', 'damaged']), 'lost', 'must be one of "late", "damaged"'],
    ['the only one', z.literal('points'), 'gift', 'must be "points"'],
    ['a key', z.strictObject({}), { a: 1 }, 'must not have "a"'],
    ['an id', z.uuid(), 'x', 'must be a UUID'],
    [
      'words of the schema',
      z.string().regex(/^[A-Z]{3}$/, { error: 'must be three capital letters' }),
      'x',
      'must be three capital letters',
    ],
  ])('%s', (_title, schema, value, words) => {
    expect(said(schema, value)).toBe(words);
  });
});
