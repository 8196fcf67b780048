import { currencies } from '@perennial/contracts';
import { isMap, isPair, isScalar, isSeq, visit, type Node, type Pair } from 'yaml';

import { placeOf } from './document-places.js';
import type { DocumentText } from './mistakes-of-issue.js';
import type { Mistake } from './programme-error.js';

const WITH_POINT = /^\d+\.\d*$/;

/**
 * Money that is written with a decimal point. 10.00 is a whole number to YAML, so the schema would take it for 10 cents, and
 * whoever wrote it meant 10 dollars.
 */
export function moneyMistakes({ document, lines }: DocumentText): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Pair(_key, pair, above) {
      const { key, value } = pair;
      if (!isScalar(key) || !isScalar(value) || !WITH_POINT.test(value.source ?? '')) return;
      const currency = currencyOf(String(key.value), above.at(-1));
      const decimals = currency === undefined ? undefined : currencies.get(currency);
      if (currency === undefined || decimals === undefined) return;
      const minor = Number((Number(value.source) * 10 ** decimals).toFixed(decimals === 0 ? 6 : 3));
      mistakes.push({
        ...placeOf(key.range?.[0] ?? 0, lines),
        where: [...above.flatMap(stepOf), key.value].join('.'),
        message: `must be whole minor units, without a decimal point: ${value.source} ${currency} is ${minor}`,
      });
    },
  });
  return mistakes;
}

/** Of `USD: …` the key itself; of `amountMinor: …` and its like what stands beside it. */
function currencyOf(key: string, group: unknown): string | undefined {
  if (currencies.has(key)) return key;
  const beside = key.includes('Minor') && isMap(group) ? group.get('currency') : undefined;
  return typeof beside === 'string' ? beside : undefined;
}

/** One step of a path: a key, or the position in a list. */
function stepOf(node: Node | Pair | unknown, index: number, above: readonly unknown[]): (string | number)[] {
  if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
  const next = above[index + 1];
  if (!isSeq(node) || next === undefined) return [];
  return [node.items.indexOf(next)];
}
