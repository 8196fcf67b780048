import { readFileSync } from 'node:fs';

import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document, type YAMLMap } from 'yaml';
import type { z } from 'zod';

import { programmeSchema, type Programme } from './programme.schema.js';
import { ProgrammeError, type Mistake } from './programme-error.js';

/**
 * Reads a programme document from a file.
 *
 * @throws ProgrammeError with every mistake in it: file, line, column and what would be right
 */
export function loadProgramme(path: string): Programme {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProgrammeError(path, [{ line: 1, column: 1, where: '', message: `cannot be read (${why})` }], {
      cause: error,
    });
  }
  return parseProgramme(text, path);
}

/**
 * Reads a programme document from its text.
 *
 * @param file what to call the document in errors
 */
export function parseProgramme(text: string, file = 'programme'): Programme {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const mistakes = document.errors.map((error) => ({
      ...positionOf(error.pos[0], lines),
      where: '',
      message: (error.message.split(' at line')[0] ?? error.message).trim(),
    }));
    throw new ProgrammeError(file, mistakes);
  }
  const checked = programmeSchema.safeParse(document.toJS());
  if (checked.success) return checked.data;
  throw new ProgrammeError(
    file,
    checked.error.issues.flatMap((issue) => mistakesOf(issue, document, lines)),
  );
}

function positionOf(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function mistakesOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): Mistake[] {
  const at = (path: readonly PropertyKey[], key?: string) => ({
    ...positionOf(offsetOf(document, path, key), lines),
    where: [...path, ...(key === undefined ? [] : [key])].join('.'),
  });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        ...at(issue.path, key),
        message: 'is not a key of the programme here; see programme.schema.json',
      }));
    case 'invalid_union':
      return [
        {
          ...at(issue.path),
          message: `must be one of: ${'options' in issue ? (issue.options ?? []).join(', ') : 'the known kinds'}`,
        },
      ];
    case 'invalid_key':
      return [{ ...at(issue.path), message: `is not a possible key: ${issue.issues[0]?.message ?? issue.message}` }];
    case 'invalid_type':
      return [
        {
          ...at(issue.path),
          message:
            valueAt(document, issue.path) === undefined
              ? `is missing: ${expectation(issue.expected)}`
              : `must be ${expectation(issue.expected)}`,
        },
      ];
    case 'too_small':
      return [
        {
          ...at(issue.path),
          message: `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}${issue.origin === 'array' ? ' in number' : ''}`,
        },
      ];
    case 'too_big':
      return [
        {
          ...at(issue.path),
          message: `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`,
        },
      ];
    default:
      return [{ ...at(issue.path), message: issue.message }];
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

function expectation(expected: string): string {
  return EXPECTATIONS[expected] ?? expected;
}

function valueAt(document: Document, path: readonly PropertyKey[]): unknown {
  return path.length === 0 ? document.contents : document.getIn([...path]);
}

/** Start of what the path names; when it is missing, of the nearest group that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[], key?: string): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const start = path.slice(0, depth);
    const last = start.at(-1);
    const parent = depth === 0 ? undefined : nodeAt(document, start.slice(0, -1));
    const node = depth === 0 ? document.contents : nodeAt(document, start);
    if (depth === path.length && key !== undefined && isMap(node)) return keyOffset(node, key) ?? 0;
    if (isMap(parent)) {
      const offset = keyOffset(parent, String(last));
      if (offset !== undefined) return offset;
    } else if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}

function nodeAt(document: Document, path: readonly PropertyKey[]): unknown {
  return path.length === 0 ? document.contents : document.getIn([...path], true);
}

function keyOffset(map: YAMLMap, key: string): number | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}
