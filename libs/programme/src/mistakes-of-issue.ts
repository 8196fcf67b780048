import type { Document, LineCounter } from 'yaml';
import type { z } from 'zod';

import { offsetInValue, offsetOf, placeOf, valueAt, type DocumentPath } from './document-places.js';
import { nearestWord } from './nearest-word.js';
import { possibleKeys } from './possible-keys.js';
import type { Mistake } from './programme-error.js';

/** A document as text, as its tree, and where its lines start. */
export interface DocumentText {
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** What the schema found, in words, and where it stands. */
export function mistakesOf(issue: z.core.$ZodIssue, read: DocumentText): Mistake[] {
  const { document, lines } = read;
  const { path } = issue;
  const at = (where: DocumentPath, key?: string) => ({
    ...placeOf(offsetOf(document, where, key), lines),
    where: [...where, ...(key === undefined ? [] : [key])].join('.'),
  });
  const one = (message: string): Mistake[] => [{ ...at(path), message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ ...at(path, key), message: unknownKey(key, document, path) }));
    case 'invalid_union':
      // Zod's own words start so; the schema's say more.
      if (!issue.message.startsWith('Invalid')) return one(issue.message);
      return one(oneOf('options' in issue ? (issue.options ?? []) : [], valueAt(document, path)));
    case 'invalid_value':
      return one(oneOf(issue.values, valueAt(document, path)));
    case 'invalid_key':
      return one(`is not a possible key: ${issue.issues[0]?.message ?? issue.message}`);
    case 'invalid_type': {
      const expected = EXPECTATIONS[issue.expected] ?? issue.expected;
      return one(valueAt(document, path) === undefined ? `is missing: ${expected}` : `must be ${expected}`);
    }
    case 'too_small': {
      const what = issue.origin === 'array' ? ' in number' : issue.origin === 'string' ? ' character long' : '';
      return one(`must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}${what}`);
    }
    case 'too_big': {
      const what = issue.origin === 'string' ? ' characters long' : '';
      return one(`must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}${what}`);
    }
    case 'custom': {
      const offset: unknown = issue.params?.['offset'];
      if (typeof offset !== 'number') return one(issue.message);
      const place = placeOf(offsetInValue(read.text, document, path, offset), lines);
      return [{ ...at(path), ...place, message: issue.message }];
    }
    default:
      return one(issue.message);
  }
}

/** The JSON types as a person says them. */
const EXPECTATIONS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list (each entry on a line that starts with "- ")',
  object: 'a group of keys',
  record: 'a group of keys',
};

function unknownKey(key: string, document: Document, path: DocumentPath): string {
  const keys = possibleKeys(document.toJS(), path);
  const meant = nearestWord(key, keys);
  return `is not a key of the programme here; ${meant ? `did you mean ${meant}?` : `there are ${keys.join(', ')}`}`;
}

function oneOf(options: readonly unknown[], value: unknown): string {
  const names = options.map(String);
  if (value === undefined) return `is missing: one of ${names.join(', ')}`;
  const meant = typeof value === 'string' ? nearestWord(value, names) : undefined;
  return `must be one of: ${names.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`;
}
