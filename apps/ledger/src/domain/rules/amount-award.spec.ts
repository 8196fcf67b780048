import { amountText } from './amount-award.js';

describe('an amount as text', () => {
  it.each<[string, bigint, bigint]>([
    ['17999', 17_999n, 1n],
    ['10000', 100_000_000n, 10_000n],
    ['52000/3', 15_600_000_000_000n, 900_000_000n],
    ['2/3', 2n, 3n],
    ['0', 0n, 900n],
  ])('is %s for %d ÷ %d: whole minor units, or a fraction that cannot be reduced', (text, numerator, denominator) => {
    expect(amountText({ numerator, denominator })).toBe(text);
  });
});
