import { csatOf } from './csat.js';

describe('the CSAT', () => {
  it('is the share of 4 and 5: 171 of 200 are .855, .799513 to .897106', () => {
    const scores = new Map([
      [5, 100],
      [4, 71],
      [3, 20],
      [1, 9],
    ]);
    const { value, n, low, high } = csatOf(scores);
    expect([value, n]).toEqual([0.855, 200]);
    expect(low).toBeCloseTo(0.799513, 6);
    expect(high).toBeCloseTo(0.897106, 6);
  });

  it('of nobody is null, not 0', () => {
    expect(csatOf(new Map())).toEqual({ value: null, n: 0, low: null, high: null });
  });
});
