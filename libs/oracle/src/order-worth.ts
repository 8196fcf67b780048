import type { OracleProgramme } from './programmes.js';
import { rateAt, type Order, type Story } from './story.js';

type Line = NonNullable<Order['data']['lines']>[number];

/** An amount that need not be whole: minor units, numerator / denominator. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const big = (value: number | undefined) => BigInt(value ?? 0);

/** Gift cards and memberships are paid for, but are no goods. */
export function isGoods(programme: OracleProgramme, line: Line): boolean {
  return !line.giftCard && line.sku !== programme.membership?.sku;
}

/** What the goods cost, minor units. Below 0 when the other lines are worth more than the total. */
export function goodsMinor(programme: OracleProgramme, { data }: Order): bigint {
  const others = (data.lines ?? []).filter((line) => !isGoods(programme, line));
  const worth = others.map((line) => big(line.quantity) * big(line.unitPriceMinor) - big(line.discountMinor));
  return big(data.totalMinor) - worth.reduce((sum, minor) => sum + minor, 0n);
}

export function eligibleMinor(programme: OracleProgramme, order: Order): bigint {
  const { pointsTenderMinor, taxIncluded, taxMinor } = order.data;
  const goods = goodsMinor(programme, order);
  const eligible = goods - big(pointsTenderMinor) - (taxIncluded ? big(taxMinor) : 0n);
  return eligible > 0n && goods > 0n ? eligible : 0n;
}

/** Lines of the order that a return names; undefined where it names none of them, and is one of an amount. */
export function returnedLines(order: Order, { data }: Order['returns'][number]) {
  const pairs = (data.lines ?? []).flatMap((returned) => {
    const line = order.data.lines?.find(({ lineId }) => lineId === returned.lineId);
    return line ? [{ line, minor: big(returned.amountMinor) }] : [];
  });
  return pairs.length === 0 ? undefined : pairs;
}

/** What is still eligible after the first `count` returns of the order. */
export function netEligible(programme: OracleProgramme, order: Order, count: number): Ratio {
  const goods = goodsMinor(programme, order);
  if (goods <= 0n) return { numerator: 0n, denominator: 1n };
  const total = big(order.data.totalMinor);
  // Everything times `total`, so that a return spread over the order stays a whole number.
  let left = goods * total;
  for (const returned of order.returns.slice(0, count)) {
    const lines = returnedLines(order, returned);
    if (!lines) left -= big(returned.data.amountMinor) * goods;
    for (const { line, minor } of lines ?? []) if (isGoods(programme, line)) left -= minor * total;
  }
  if (left <= 0n) return { numerator: 0n, denominator: 1n };
  return { numerator: eligibleMinor(programme, order) * left, denominator: goods * total };
}

/** Whole points before any multiplier, after the first `count` returns. */
export function basePoints(story: Story, order: Order, count: number): number {
  const rate = rateAt(story, order.data, order.place.at);
  if (rate === undefined) return 0;
  const { numerator, denominator } = netEligible(story.programme, order, count);
  return Number(numerator / (denominator * BigInt(rate)));
}

export function reaches({ numerator, denominator }: Ratio, minor: number): boolean {
  return numerator >= denominator * BigInt(minor);
}
