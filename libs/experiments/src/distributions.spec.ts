import { chiSquareAbove, normalBelow, normalQuantile, tQuantile, twoSidedNormal, twoSidedT } from './distributions.js';

/** Relative error. */
const off = (value: number, published: number) => Math.abs(value / published - 1);

describe('distributions', () => {
  // Tables, and closed forms: Cauchy for one degree of freedom, the exponential for chi-square with two.
  it('have the points of the tables, and those far out to 10 digits', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalBelow(-1)).toBeCloseTo(0.15865525393145707, 15);
    expect(off(twoSidedNormal(20), 2 * 2.7536241186062337e-89)).toBeLessThan(1e-10);
    expect(tQuantile(0.975, 10)).toBeCloseTo(2.2281388519649385, 10);
    expect(tQuantile(0.975, 1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 10);
    expect(off(twoSidedT(1e6, 1), (2 / Math.PI) * Math.atan(1e-6))).toBeLessThan(1e-10);
    expect(chiSquareAbove(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(off(chiSquareAbove(300, 2), Math.exp(-150))).toBeLessThan(1e-10);
    expect(chiSquareAbove(0, 1)).toBe(1);
  });
});
