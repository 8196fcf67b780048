import { meanOf } from './mean.js';

describe('a mean', () => {
  it('of 100 scores around 7.5 with s = 2 lies between 7.108 and 7.892', () => {
    const { value, low, high } = meanOf(7.5, 2, 100);
    expect(value).toBe(7.5);
    expect(low).toBeCloseTo(7.108, 3);
    expect(high).toBeCloseTo(7.892, 3);
  });

  it('of one score has no interval', () => {
    expect(meanOf(7, null, 1)).toEqual({ value: 7, low: null, high: null });
  });
});
