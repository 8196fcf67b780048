import { sampleRatio } from './sample-ratio.js';

describe('the ratio of the arms', () => {
  it('of 9,150 to 850, planned 9 to 1, is chi-square 25, p 5.7e-7: an alarm', () => {
    const { expected, chiSquare, p, alarm } = sampleRatio([9_150, 850], [0.9, 0.1]);
    expect(expected).toEqual([9_000, 1_000]);
    expect(chiSquare).toBeCloseTo(25, 10);
    expect(p).toBeCloseTo(5.733e-7, 10);
    expect(alarm).toBe(true);
  });

  // 10.8276 is the chi-square of p .001 with one degree of freedom, 13.8155 with two.
  it.each([
    [[9_098, 902], [0.9, 0.1], 10.671, false],
    [[9_099, 901], [0.9, 0.1], 10.89, true],
    [[1_050, 1_050, 900], [1 / 3, 1 / 3, 1 / 3], 15, true],
    [[1_047, 1_047, 906], [1 / 3, 1 / 3, 1 / 3], 13.254, false],
    [[9_000, 1_000], [0.9, 0.1], 0, false],
  ])('of %j, planned %j, is chi-square %d: alarm %s', (assigned, shares, chiSquare, alarm) => {
    const found = sampleRatio(assigned, shares);
    expect(found.chiSquare).toBeCloseTo(chiSquare, 2);
    expect(found.alarm).toBe(alarm);
  });

  it('cannot be told of nobody, and roughly of few', () => {
    expect(sampleRatio([0, 0], [0.9, 0.1])).toMatchObject({ p: null, alarm: false, caveats: ['nobody-assigned'] });
    expect(sampleRatio([40, 2], [0.9, 0.1]).caveats).toEqual(['few-assigned']);
  });

  it.each([
    [
      [5, 5],
      [0.5, 0.4],
    ],
    [
      [5, 5],
      [1, 0],
    ],
    [[5], [1]],
    [
      [5, 5],
      [0.3, 0.3, 0.4],
    ],
    [
      [5, -5],
      [0.5, 0.5],
    ],
  ])('of %j is refused with shares %j', (assigned, shares) => {
    expect(() => sampleRatio(assigned, shares)).toThrow(RangeError);
  });
});
