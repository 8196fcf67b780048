import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { parseProgramme, ProgrammeError } from './index.js';

export const pathOf = (name: string) => fileURLToPath(new URL(`../../../programmes/${name}.yaml`, import.meta.url));
export const jewellerText = readFileSync(pathOf('jeweller'), 'utf8');
export const clubText = readFileSync(pathOf('travel-club'), 'utf8');

/** What is wrong with a document after a change: `line:column where message` each. */
export function mistakesIn(text: string, search: string, replacement: string): string[] {
  expect(text).toContain(search);
  try {
    parseProgramme(text.replace(search, replacement), 'p.yaml');
  } catch (error) {
    if (!(error instanceof ProgrammeError)) throw error;
    return error.mistakes.map(({ line, column, where, message }) => `${line}:${column} ${where} ${message}`);
  }
  return [];
}

export const mistakesAfter = (search: string, replacement: string) => mistakesIn(jewellerText, search, replacement);

/** `line:column` of the first place of a text. */
export function placeIn(text: string, of: string): string {
  const before = text.slice(0, text.indexOf(of)).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

export const lineOf = (text: string) => jewellerText.slice(0, jewellerText.indexOf(text)).split('\n').length;
