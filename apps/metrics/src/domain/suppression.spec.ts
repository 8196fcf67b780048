import fc from 'fast-check';

import { hiddenParts } from './suppression.js';

const hiddenOf = (sizes: readonly number[], minimum = 10): number[] =>
  [
    ...hiddenParts(
      sizes.map((n) => ({ n })),
      minimum,
    ),
  ]
    .map(({ n }) => n)
    .sort((a, b) => a - b);

describe('what is hidden of a whole', () => {
  it('is every part of fewer than 10 answers, and not one of 10', () => {
    expect(hiddenOf([9, 8, 10, 50])).toEqual([8, 9]);
  });

  it('is the next smallest part, too, where the whole less what is shown would tell the hidden one', () => {
    expect(hiddenOf([3, 50, 40])).toEqual([3, 40]);
    expect(hiddenOf([3, 4, 50, 40])).toEqual([3, 4, 40]);
  });

  it('is nothing where all are of 10 and more, or of nobody', () => {
    expect(hiddenOf([10, 0, 11])).toEqual([]);
  });

  it('comes to 10 or more, or to the whole, or to nothing; and nothing smaller than 10 is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (sizes) => {
        const hidden = hiddenOf(sizes);
        const sum = hidden.reduce((total, n) => total + n, 0);
        const whole = sizes.reduce((total, n) => total + n, 0);
        expect(sum === 0 || sum >= 10 || sum === whole).toBe(true);
        expect(sizes.filter((n) => n > 0 && n < 10).every((n) => hidden.includes(n))).toBe(true);
      }),
    );
  });
});
