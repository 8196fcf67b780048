import { readFileSync } from 'node:fs';

import { LineCounter, parseDocument } from 'yaml';

import { offsetOf, placeOf, type DocumentPath, type TextPlace } from './document-places.js';
import { mistakesOf, type DocumentText } from './mistakes-of-issue.js';
import { moneyMistakes } from './money-mistakes.js';
import { programmeSchema, type Programme } from './programme.schema.js';
import { ProgrammeError } from './programme-error.js';
import { readYaml } from './text-mistakes.js';

/**
 * Reads a programme document from a file.
 *
 * @throws ProgrammeError with every mistake in it: file, line, column and what would be right
 */
export function loadProgramme(path: string): Programme {
  return parseProgramme(readProgrammeText(path), path);
}

/** @throws ProgrammeError when there is no such file, or it cannot be read */
export function readProgrammeText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ProgrammeError(path, [{ line: 1, column: 1, where: '', message: `cannot be read (${why})` }], {
      cause: error,
    });
  }
}

/**
 * Reads a programme document from its text.
 *
 * @param file what to call the document in errors
 * @throws ProgrammeError with the mistakes in it
 */
export function parseProgramme(text: string, file = 'programme'): Programme {
  const read = readYaml(text);
  if ('mistakes' in read) throw new ProgrammeError(file, read.mistakes);
  const checked = programmeSchema.safeParse(read.content);
  const money = moneyMistakes(read);
  if (checked.success && money.length === 0) return checked.data;
  const said = new Set(money.map(({ where }) => where));
  const others = (checked.error?.issues ?? []).flatMap((issue) => mistakesOf(issue, read));
  throw new ProgrammeError(file, [...money, ...others.filter(({ where }) => !said.has(where))]);
}

/** Where a path stands in the text of a document; when it is not in there, the nearest group that is. */
export function placeInProgramme(text: string, path: DocumentPath): TextPlace {
  const { document, lines } = documentOf(text);
  return placeOf(offsetOf(document, path), lines);
}

/** The same document with this `effectiveFrom`; comments and layout stay. */
export function withEffectiveFrom(text: string, instant: string): string {
  const { document } = documentOf(text);
  document.set('effectiveFrom', instant);
  return document.toString({ lineWidth: 0 });
}

function documentOf(text: string): DocumentText {
  const lines = new LineCounter();
  return { text, lines, document: parseDocument(text, { lineCounter: lines }) };
}
