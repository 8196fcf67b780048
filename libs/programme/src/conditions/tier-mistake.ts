import type { ASTNode } from '@marcbachmann/cel-js';

import { boundedEnvironment, nodesOf, parseExpression, type ExpressionMistake } from './condition-grammar.js';

const environment = boundedEnvironment().registerVariable('data', 'map').registerVariable('member', 'map');

/** A tier that `member.tier` is compared with and that the programme does not have: nobody would ever be in it. */
export function tierMistake(text: string, tiers: readonly string[]): ExpressionMistake | undefined {
  const parsed = parseExpression(text, environment);
  // Said already, of every condition.
  if ('message' in parsed) return undefined;
  for (const { node } of nodesOf(parsed.ast)) {
    if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') continue;
    const [left, right] = node.args;
    if (!isTier(left) && !isTier(right)) continue;
    for (const { op, args, start } of [left, ...(right.op === 'list' ? right.args : [right])]) {
      if (op !== 'value' || typeof args !== 'string' || tiers.includes(args)) continue;
      const there = tiers.length > 0 ? `there are ${tiers.join(', ')}` : 'the programme has no tiers';
      return { offset: start, message: `compares with the tier "${args}", which is not there; ${there}` };
    }
  }
  return undefined;
}

function isTier({ op, args }: ASTNode): boolean {
  return op === '.' && args[0].op === 'id' && args[0].args === 'member' && args[1] === 'tier';
}
