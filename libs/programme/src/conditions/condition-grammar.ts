import { Environment } from '@marcbachmann/cel-js';
import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';

/** What an expression may at most consist of: operators, names, literals and calls; and how deep they may be nested. */
export const PARTS_MAX = 200;
export const DEPTH_MAX = 30;

/** Go over a list, so one stands in no other: the work is then the parts times the entries, never a power of them. */
const OVER_LISTS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/**
 * The functions there are. CEL has more; left out are those that can take long (`matches` is a regular expression, and
 * some never end; `split`, `join` and `cel.bind` let a value grow), and those that nothing in an event is for.
 */
export const CONDITION_FUNCTIONS: readonly string[] = [
  'has',
  'size',
  'contains',
  'startsWith',
  'endsWith',
  'lowerAscii',
  'upperAscii',
  'trim',
  'int',
  'double',
  'string',
  ...OVER_LISTS,
];

/** Something wrong in an expression; `offset` counts its characters from 0. */
export interface ExpressionMistake {
  readonly offset: number;
  readonly message: string;
}

/** An environment with this project's limits and no variables yet. */
export function boundedEnvironment(): Environment {
  return new Environment({
    limits: {
      maxAstNodes: PARTS_MAX,
      maxDepth: DEPTH_MAX,
      maxListElements: 100,
      maxMapEntries: 20,
      maxCallArguments: 4,
    },
  });
}

/** @returns the expression, or what is wrong with its syntax, its size or the functions in it */
export function parseExpression(text: string, environment: Environment): ParseResult | ExpressionMistake {
  try {
    const parsed = environment.parse(text);
    return callMistake(parsed.ast) ?? parsed;
  } catch (error) {
    return { offset: offsetOf(error), message: syntaxMessage(error) };
  }
}

/** Calls of functions that are not there, and lists gone over inside a list. */
function callMistake(root: ASTNode): ExpressionMistake | undefined {
  for (const { node, insideOverList } of nodesOf(root)) {
    const name = calledBy(node);
    if (name === undefined) continue;
    if (!CONDITION_FUNCTIONS.includes(name)) {
      return {
        offset: node.start,
        message: `calls ${name}, which is not available; there are ${CONDITION_FUNCTIONS.join(', ')}`,
      };
    }
    if (insideOverList && OVER_LISTS.has(name)) {
      return { offset: node.start, message: `goes over a list (${name}) inside of going over a list; one at a time` };
    }
  }
  return undefined;
}

function calledBy(node: ASTNode): string | undefined {
  return node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;
}

interface Visit {
  readonly node: ASTNode;
  /** Whether it is evaluated once for each entry of a list. */
  readonly insideOverList: boolean;
}

/** Every node of an expression, in no particular order but always the same. */
export function* nodesOf(node: ASTNode, insideOverList = false): Generator<Visit> {
  yield { node, insideOverList };
  const name = calledBy(node);
  const body = insideOverList || (node.op === 'rcall' && name !== undefined && OVER_LISTS.has(name));
  for (const [child, isReceiver] of childrenOf(node)) yield* nodesOf(child, isReceiver ? insideOverList : body);
}

function childrenOf(node: ASTNode): [child: ASTNode, isReceiver: boolean][] {
  if (node.op === 'rcall')
    return [[node.args[1], true], ...node.args[2].map((child): [ASTNode, boolean] => [child, false])];
  return [...nodesIn(node.args)].map((child) => [child, false]);
}

/** The nodes in the arguments of a node: lists of nodes, of pairs of nodes, of names and nodes. */
function* nodesIn(args: unknown): Generator<ASTNode> {
  if (Array.isArray(args)) for (const each of args) yield* nodesIn(each);
  else if (isNode(args)) yield args;
}

export function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** Where an error of the evaluator stands; 0 when it does not say. */
export function offsetOf(error: unknown): number {
  const range = error instanceof Error && 'range' in error ? error.range : undefined;
  const start = typeof range === 'object' && range !== null && 'start' in range ? range.start : undefined;
  return typeof start === 'number' ? start : 0;
}

/** An error of the evaluator in one line; its `message` has a drawing of the place besides. */
export function summaryOf(error: unknown): string {
  if (error instanceof Error && 'summary' in error && typeof error.summary === 'string') return error.summary;
  return error instanceof Error ? error.message : String(error);
}

/** The evaluator's own code of an error, such as `no_such_key`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function syntaxMessage(error: unknown): string {
  if (codeOf(error) !== 'limit_exceeded') return `is not a CEL expression: ${summaryOf(error)}`;
  return `is too large: at most ${PARTS_MAX} parts, nested at most ${DEPTH_MAX} deep, lists of at most 100 entries`;
}
