import type { Inputs } from '../rules/rule-kind.js';

/** What is needed of a rule's line in an answer. */
export interface Line {
  readonly result: string;
  readonly inputs: Inputs;
}

/** The points of one line from nothing but its inputs, as somebody outside would compute them. */
export function computedAgain({ result, inputs }: Line): number {
  if (result === 'skipped') return 0;
  const left = Number(inputs['pointsLeft'] ?? Infinity);
  if (inputs['perFullMinor'] === undefined) return Math.min(Number(inputs['points']), left);
  const [numerator, denominator] = netAgain(inputs);
  const fulls = numerator / (denominator * whole(inputs, 'perFullMinor'));
  const multiplier = BigInt(Number(inputs['multiplierPercent'] ?? 100));
  const award = Math.min(Number((fulls * whole(inputs, 'pointsPerFull') * multiplier) / 100n), left);
  return result === 'awarded' ? award : Number(inputs['awardBefore']) - award;
}

/** The net eligible amount from goods, gift cards, memberships, tax, points and returns: a fraction of minor units. */
export function netAgain(inputs: Inputs): [numerator: bigint, denominator: bigint] {
  const total = whole(inputs, 'totalMinor');
  const goods = total - whole(inputs, 'giftCardsMinor') - whole(inputs, 'membershipsMinor');
  if (goods <= 0n) return [0n, 1n];
  const eligible = atLeastZero(goods - whole(inputs, 'pointsTenderMinor') - whole(inputs, 'taxIncludedMinor'));
  const unit = total > 0n ? total : 1n;
  const back = whole(inputs, 'returnedGoodsMinor', 0) * unit + whole(inputs, 'returnedWithoutLinesMinor', 0) * goods;
  return [eligible * atLeastZero(goods * unit - back), goods * unit];
}

/** Whether the amount that a line says is the one that its own inputs come to. */
export function saysItsAmount(inputs: Inputs): boolean {
  if (inputs['netEligibleMinor'] === undefined) return true;
  const [said, by = '1'] = String(inputs['netEligibleMinor']).split('/');
  const [numerator, denominator] = netAgain(inputs);
  return BigInt(said ?? '') * denominator === numerator * BigInt(by);
}

function whole(inputs: Inputs, name: string, absent = NaN): bigint {
  return BigInt(Number(inputs[name] ?? absent));
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}
