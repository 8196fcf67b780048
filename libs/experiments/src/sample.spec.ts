import fc from 'fast-check';

import { joined, pairedSampleOf, pairedSampleOfSums, sampleOfSums } from './sample.js';

const somePairs = fc.array(fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 1e6 })), {
  minLength: 1,
  maxLength: 30,
});
type Pairs = readonly (readonly [number, number])[];
const arrays = (pairs: Pairs) =>
  pairedSampleOf(
    Float64Array.from(pairs, ([y]) => y),
    Float64Array.from(pairs, ([, x]) => x),
  );

function exactSums(pairs: Pairs) {
  const sum = (of: (y: bigint, x: bigint) => bigint) =>
    pairs.reduce((all, [y, x]) => all + of(BigInt(y), BigInt(x)), 0n);
  return {
    n: pairs.length,
    x: sum((_, x) => x),
    y: sum((y) => y),
    xx: sum((_, x) => x * x),
    yy: sum((y) => y * y),
    xy: sum((y, x) => x * y),
  };
}

const near = (value: number, scale: number) => expect.closeTo(value, -Math.log10(1e-12 * Math.max(1, scale)) - 0.5);

describe('what is known of the customers of an arm', () => {
  it('is the same from sums as from every customer', () => {
    fc.assert(
      fc.property(somePairs, (pairs) => {
        const fromArrays = arrays(pairs);
        expect(pairedSampleOfSums(exactSums(pairs))).toEqual({
          n: pairs.length,
          mean: near(fromArrays.mean, 1e6),
          squares: near(fromArrays.squares, 1e14),
          meanBefore: near(fromArrays.meanBefore, 1e6),
          squaresBefore: near(fromArrays.squaresBefore, 1e14),
          products: near(fromArrays.products, 1e14),
        });
      }),
    );
  });

  it('is the same of two parts as of the whole', () => {
    fc.assert(
      fc.property(somePairs, fc.nat(30), (pairs, cut) => {
        const whole = arrays(pairs);
        expect(joined(arrays(pairs.slice(0, cut)), arrays(pairs.slice(cut)))).toEqual({
          n: pairs.length,
          mean: near(whole.mean, 1e6),
          squares: near(whole.squares, 1e14),
          meanBefore: near(whole.meanBefore, 1e6),
          squaresBefore: near(whole.squaresBefore, 1e14),
          products: near(whole.products, 1e14),
        });
      }),
    );
  });

  it('loses no digit of sums as bigint where numbers lose all: a million amounts around 10^12 that differ by 1', () => {
    const base = 10n ** 12n;
    const [n, half] = [1_000_000, 500_000n];
    const y = half * base + half * (base + 1n);
    const yy = half * base ** 2n + half * (base + 1n) ** 2n;
    expect(sampleOfSums({ n, y, yy }).squares).toBe(250_000);
    expect(sampleOfSums({ n, y: Number(y), yy: Number(yy) }).squares).not.toBeCloseTo(250_000, -5);
  });

  it('is nothing of nobody', () => {
    const nothing = { n: 0, mean: 0, squares: 0, meanBefore: 0, squaresBefore: 0, products: 0 };
    expect(pairedSampleOfSums({ n: 0, x: 0n, y: 0n, xx: 0n, yy: 0n, xy: 0n })).toEqual(nothing);
    expect(pairedSampleOf([], [])).toEqual(nothing);
    expect(joined(pairedSampleOf([], []), pairedSampleOf([], []))).toEqual(nothing);
  });

  it('is refused when no numbers have such sums, or when a customer has no figure of before', () => {
    expect(() => sampleOfSums({ n: 2, y: 10, yy: 49 })).toThrow('no 2 numbers have the sum 10');
    expect(() => sampleOfSums({ n: 2, y: NaN, yy: 49 })).toThrow(RangeError);
    expect(() => sampleOfSums({ n: 1.5, y: 1, yy: 1 })).toThrow(RangeError);
    expect(() => pairedSampleOf([1, 2], [1])).toThrow(RangeError);
  });
});
