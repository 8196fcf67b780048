import { bucketOf } from '@perennial/contracts';

import { armOf } from './holdout.js';

const CUSTOMERS = Array.from({ length: 100_000 }, (_, index) => `c-${index}`);
const heldOut = (campaignId: string, percent: number): Set<string> =>
  new Set(CUSTOMERS.filter((customerId) => armOf(customerId, campaignId, percent) === 'holdout'));
/** Standard deviations between a count of successes and its expectation. */
const z = (count: number, n: number, share: number): number =>
  Math.abs(count - n * share) / Math.sqrt(n * share * (1 - share));

describe('armOf', () => {
  const tenPercent = heldOut('next-purchase', 10);

  it('holds out 10 % of 100,000 customers, within 4 standard deviations', () => {
    expect(z(tenPercent.size, CUSTOMERS.length, 0.1)).toBeLessThan(4);
  });

  // Computed with Python's uuid.uuid5 over the JSON text of the list.
  it.each([
    ['c-2', 'next-purchase', 'holdout'],
    ['c-7', 'next-purchase', 'treatment'],
    ['c-8', 'next-purchase', 'holdout'],
    ['c-8', 'win-back', 'holdout'],
    ['c-2', 'win-back', 'treatment'],
    ['Zoë', 'next-purchase', 'treatment'],
    ['李', 'next-purchase', 'holdout'],
  ] as const)('has always put %s in %s into %s', (customerId, campaignId, arm) => {
    expect(armOf(customerId, campaignId, 10)).toBe(arm);
  });

  it('draws for each campaign anew: of one holdout 10 % are in the other, within 4 standard deviations', () => {
    const both = [...heldOut('win-back', 10)].filter((customerId) => tenPercent.has(customerId));
    expect(z(both.length, CUSTOMERS.length, 0.01)).toBeLessThan(4);
  });

  it('takes as many from each sixteenth of the buckets customers are spread over (chi-square, p > 0.001)', () => {
    const groups = Array.from({ length: 16 }, () => ({ all: 0, out: 0 }));
    for (const customerId of CUSTOMERS) {
      const group = groups[bucketOf(customerId) >> 6];
      if (!group) continue;
      group.all += 1;
      if (tenPercent.has(customerId)) group.out += 1;
    }
    const chiSquare = groups.reduce((sum, { all, out }) => sum + (out - all * 0.1) ** 2 / (all * 0.1 * 0.9), 0);
    // 16 degrees of freedom: the share of 10 % is given, not estimated.
    expect(chiSquare).toBeLessThan(39.25);
  });

  it('keeps everybody of a smaller holdout in a larger one', () => {
    const some = CUSTOMERS.slice(0, 20_000);
    const twenty = new Set(some.filter((customerId) => armOf(customerId, 'next-purchase', 20) === 'holdout'));
    expect(z(twenty.size, some.length, 0.2)).toBeLessThan(4);
    expect(some.filter((customerId) => tenPercent.has(customerId) && !twenty.has(customerId))).toEqual([]);
  });

  it('holds out nobody at 0 % and everybody at 100 %', () => {
    const some = CUSTOMERS.slice(0, 1000);
    expect(new Set(some.map((customerId) => armOf(customerId, 'next-purchase', 0)))).toEqual(new Set(['treatment']));
    expect(new Set(some.map((customerId) => armOf(customerId, 'next-purchase', 100)))).toEqual(new Set(['holdout']));
  });
});
