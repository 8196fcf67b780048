import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import type { EventDeclaration } from '@perennial/contracts';

import { nearestWord } from '../nearest-word.js';
import { conditionFields, HIDDEN, type ConditionFields, type Subject } from './condition-fields.js';
import { codeOf, isNode, nodesOf, offsetOf, parseExpression, type ExpressionMistake } from './condition-grammar.js';

const known = new Map<string, ConditionFields>();

/**
 * What is wrong with a condition over the data of these events: syntax, size, a function or field that is not there,
 * types that do not go together. Undefined when nothing is.
 */
export function conditionMistake(
  text: string,
  events: readonly EventDeclaration[],
  subject: Subject = 'member',
): ExpressionMistake | undefined {
  const fields = fieldsOf(events, subject);
  const parsed = parseExpression(text, fields.environment);
  if ('message' in parsed) return parsed;
  return (
    typeMistake(parsed, fields, subject) ??
    typeMistake(withoutHas(text, parsed.ast, fields), fields, subject) ??
    resultMistake(parsed) ??
    listMistake(parsed.ast, fields)
  );
}

/** Made once for each set of events: it takes longer than checking an expression. */
function fieldsOf(events: readonly EventDeclaration[], subject: Subject): ConditionFields {
  const key = [subject, ...events.map(({ type }) => type)].join(' ');
  const fields = known.get(key) ?? conditionFields(events, subject);
  known.set(key, fields);
  return fields;
}

/** `has` takes any field for possible. Its argument is checked as what it is, in the same place: both words have three letters. */
function withoutHas(text: string, root: ASTNode, { environment }: ConditionFields): ParseResult {
  let checked = text;
  for (const { node } of nodesOf(root)) {
    if (node.op !== 'call' || node.args[0] !== 'has') continue;
    checked = `${checked.slice(0, node.start)}dyn${checked.slice(node.start + 3)}`;
  }
  return environment.parse(checked);
}

function typeMistake(
  parsed: ParseResult,
  { names, isOfEvent }: ConditionFields,
  subject: Subject,
): ExpressionMistake | undefined {
  const { error } = parsed.check();
  if (!error) return undefined;
  const offset = offsetOf(error);
  const name = /: (\S+)$/.exec(error.summary)?.[1] ?? '';
  switch (codeOf(error)) {
    case 'no_such_key': {
      const owner = ownerOf(error.node);
      const why = owner === 'data' ? HIDDEN.get(name) : undefined;
      if (why !== undefined) return { offset, message: `has no field ${name} to look at: ${why}` };
      const meant = nearestWord(name, names[owner === 'data' ? 'data' : owner === subject ? 'subject' : 'inside']);
      return { offset, message: `has no field ${name} to look at${meant ? `; did you mean ${meant}?` : ''}` };
    }
    case 'unknown_variable': {
      const there = isOfEvent ? `there are data (of the event) and ${subject}` : `there is ${subject}`;
      return { offset, message: `looks at ${name}, which is not there; ${there}` };
    }
    default:
      return { offset, message: `does not go together: ${error.summary}` };
  }
}

/** The name of what the field was looked for in: `data`, the subject, or that of an entry of a list. */
function ownerOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('args' in node) || !Array.isArray(node.args)) return undefined;
  const owner: unknown = node.args[0];
  return isNode(owner) && owner.op === 'id' ? owner.args : undefined;
}

function resultMistake(parsed: ParseResult): ExpressionMistake | undefined {
  const { type = 'dyn' } = parsed.check();
  if (type === 'bool' || type === 'dyn') return undefined;
  return { offset: 0, message: `must be true or false in the end, such as data.totalMinor >= 10000; this is ${type}` };
}

/** A list of the event looked at once for each entry of a list would take its length squared. */
function listMistake(root: ASTNode, { lists }: ConditionFields): ExpressionMistake | undefined {
  for (const { node, insideOverList } of nodesOf(root)) {
    if (!insideOverList || node.op !== '.' || node.args[0].op !== 'id' || node.args[0].args !== 'data') continue;
    if (!lists.has(node.args[1])) continue;
    return {
      offset: node.start,
      message: `looks at all of data.${node.args[1]} inside of going over a list; one list at a time`,
    };
  }
  return undefined;
}
