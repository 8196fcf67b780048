import {
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type Alias,
  type ErrorCode,
  type YAMLParseError,
} from 'yaml';

import { placeOf } from './document-places.js';
import type { DocumentText } from './mistakes-of-issue.js';
import type { Mistake } from './programme-error.js';

/** Far deeper than any programme is. The composer goes down with the call stack, so what is deeper must not reach it. */
const DEPTH_MAX = 50;

/** What stands for bytes that are no UTF-8, once they were read as text. */
const REPLACED = '\ufffd';

/** A document that is YAML, with its content; or why it is none. */
export type ReadText = (DocumentText & { readonly content: unknown }) | { readonly mistakes: readonly Mistake[] };

/** Reads text as YAML. Whatever the text is, it is read or refused with a place; nothing is thrown. */
export function readYaml(text: string): ReadText {
  const lost = text.indexOf(REPLACED);
  if (lost >= 0) return refused(text, lost, 'is not UTF-8 here: save the document in this encoding');
  const deep = tooDeepAt(text);
  if (deep !== undefined) return refused(text, deep, `is nested too deep: more than ${DEPTH_MAX} groups`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    // What follows the first one mostly follows from it: one tab makes eight.
    const [first] = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
    const mistakes = first ? [{ ...placeOf(first.pos[0], lines), where: '', message: inWords(first) }] : [];
    return { mistakes };
  }
  if (document.contents === null)
    return refused(text, 0, 'is empty: a programme begins with its id, such as id: jeweller');
  try {
    return { text, document, lines, content: document.toJS() };
  } catch (error) {
    // What a document without errors can fail with are its aliases.
    if (!(error instanceof ReferenceError)) throw error;
    return refused(text, ...aliasMistake(document));
  }
}

/** By the parser's code; what nobody writes by mistake stays in the parser's words. */
const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'begins with a tab: indent with spaces',
  MULTIPLE_DOCS: 'begins a second document: one file is one programme',
  DUPLICATE_KEY: 'is there twice in its group: leave one out',
  BAD_INDENT: 'is not indented like the lines before it that belong to the same group',
  BLOCK_AS_IMPLICIT_KEY: 'has a second ": " in its line: put the text between quotes',
  MULTILINE_IMPLICIT_KEY: 'is no key: a key is followed by ": ", with a blank',
  BAD_SCALAR_START: 'begins with a character that means something else here: put the text between quotes',
};

const inWords = ({ code, message }: YAMLParseError): string =>
  WORDS[code] ?? `is not YAML: ${(message.split(' at line')[0] ?? message).trim()}`;

function refused(text: string, offset: number, message: string): { readonly mistakes: readonly Mistake[] } {
  const before = text.slice(0, offset).split('\n');
  return { mistakes: [{ line: before.length, column: (before.at(-1) ?? '').length + 1, where: '', message }] };
}

/** Where the text goes deeper than a programme may. Found while its parser goes forward: going back up is what recurses. */
function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _done of parser.next(lexeme));
    if (parser.stack.length > DEPTH_MAX) return parser.offset;
  }
  return undefined;
}

/** The first alias whose anchor is not before it; when all are, too much comes of them. */
function aliasMistake(document: DocumentText['document']): [offset: number, message: string] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_key, alias) => void aliases.push(alias) });
  const lost = aliases.find((alias) => alias.resolve(document) === undefined);
  const at = (alias: Alias | undefined) => alias?.range?.[0] ?? 0;
  return lost
    ? [at(lost), `*${lost.source} stands for nothing: there is no &${lost.source} before it`]
    : [at(aliases.at(-1)), 'stands for too much: aliases repeat one another; write it out'];
}
