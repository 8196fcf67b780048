import type { ASTNode } from '@marcbachmann/cel-js';

import { boundedEnvironment, nodesOf, parseExpression, type ExpressionMistake } from './condition-grammar.js';

const environment = boundedEnvironment().registerVariable('data', 'map').registerVariable('customer', 'map');

/**
 * An audience that a condition looks for in `customer.audiences` and that the programme does not have: nobody would ever be in it.
 *
 * @param audiences ids of those there are; `audience`: the condition is that of one, which may not look at others
 */
export function audienceMistake(
  text: string,
  audiences: readonly string[] | 'audience',
): ExpressionMistake | undefined {
  const parsed = parseExpression(text, environment);
  // Said already, of every condition.
  if ('message' in parsed) return undefined;
  for (const { node } of nodesOf(parsed.ast)) {
    if (audiences === 'audience') {
      if (isAudiences(node)) return { offset: node.start, message: 'looks at audiences: one cannot be made of others' };
      continue;
    }
    if (node.op !== 'in') continue;
    const [{ op, args, start }, list] = node.args;
    if (!isAudiences(list) || op !== 'value' || typeof args !== 'string' || audiences.includes(args)) continue;
    return { offset: start, message: `looks for the audience "${args}", which is not there; ${thereAre(audiences)}` };
  }
  return undefined;
}

export function thereAre(audiences: readonly string[]): string {
  return audiences.length > 0 ? `there are ${audiences.join(', ')}` : 'the programme has no audiences';
}

function isAudiences({ op, args }: ASTNode): boolean {
  return op === '.' && args[0].op === 'id' && args[0].args === 'customer' && args[1] === 'audiences';
}
