import { shareDifference, shareOf } from './share.js';

describe('a share', () => {
  it('of 171 of 200 lies between .799513 and .897106', () => {
    const { value, n, low, high } = shareOf(171, 200);
    expect([value, n]).toEqual([0.855, 200]);
    expect(low).toBeCloseTo(0.799513, 6);
    expect(high).toBeCloseTo(0.897106, 6);
  });

  it('of nobody is null, not 0', () => {
    expect(shareOf(0, 0)).toEqual({ value: null, n: 0, low: null, high: null });
  });
});

describe('the difference of two shares', () => {
  // Newcombe 1998, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of %i of %i and %i of %i lies between %f and %f', (cases, n, otherCases, otherN, low, high) => {
    const difference = shareDifference(shareOf(cases, n), shareOf(otherCases, otherN));
    expect(difference?.value).toBeCloseTo(cases / n - otherCases / otherN, 12);
    expect(difference?.low).toBeCloseTo(low, 4);
    expect(difference?.high).toBeCloseTo(high, 4);
  });

  it('from nothing is null', () => {
    expect(shareDifference(shareOf(1, 2), shareOf(0, 0))).toBeNull();
    expect(shareDifference(shareOf(0, 0), shareOf(1, 2))).toBeNull();
  });
});
