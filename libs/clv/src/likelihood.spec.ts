import fc from 'fast-check';

import { negativeMeanLogLikelihood } from './beta-geometric.js';
import { hasGradientOfDifferences } from './differences.fixture.js';
import { groupHistories } from './histories.js';
import { minimise } from './minimise.js';
import { histories } from './simulated.fixture.js';

describe('the log-likelihood of BG/NBD', () => {
  // r .25, alpha 4, a .8, b 2.5, T 40: points published in the tests of pymc-marketing.
  it.each([
    [0, 0, -0.59947382],
    [200, 38, 100.7957],
  ])('of x %i, t_x %i, T 40 is %f', (x, tx, published) => {
    const grouped = groupHistories(histories([[x, tx, 40]]));
    const theta = Float64Array.of(Math.log(0.25), Math.log(4 / 40), Math.log(0.8), Math.log(2.5));
    const scaled = -negativeMeanLogLikelihood(grouped, 0)(theta, new Float64Array(4));
    expect(scaled - x * Math.log(40)).toBeCloseTo(published, x === 0 ? 8 : 4);
  });

  it.each([0, 1] as const)('has the gradient of its differences (dropout possible from purchase %i on)', (first) => {
    const rows = fc.array(
      fc
        .record({
          x: fc.nat(60),
          T: fc.integer({ min: 2, max: 400 }),
          at: fc.double({ min: 0.05, max: 1, noNaN: true }),
        })
        .map(({ x, T, at }) => [x, x === 0 ? 0 : T * at, T] as const),
      { minLength: 1, maxLength: 5 },
    );
    const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
    const anyTheta = fc.tuple(coordinate, coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(rows, anyTheta, (data, theta) =>
        hasGradientOfDifferences(negativeMeanLogLikelihood(groupHistories(histories(data)), first), theta),
      ),
    );
  });

  it('is the same for rows and for groups with weights', () => {
    const rows = groupHistories(
      histories([
        [1, 2, 9],
        [0, 0, 9],
        [1, 2, 9],
        [3, 5, 8],
        [1, 2, 9],
      ]),
    );
    expect([rows.x.length, [...rows.weight], rows.customers, rows.repeatCustomers]).toEqual([3, [3, 1, 1], 5, 4]);
    expect(rows.repeatPurchases).toBe(6);
  });

  it.each([
    ['a half purchase', [0.5, 1, 2]],
    ['a last purchase after the end', [1, 3, 2]],
    ['a repeat purchase on the first day', [1, 0, 2]],
    ['no number', [1, NaN, 2]],
  ] as const)('refuses %s, naming the element', (_title, row) => {
    expect(() => groupHistories(histories([[0, 0, 5], row]))).toThrow(/element 1 is not a history/);
  });
});

describe('the minimiser', () => {
  const rosenbrock = (theta: Float64Array, gradient: Float64Array) => {
    const [x, y] = [theta[0]!, theta[1]!];
    gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
    gradient[1] = 200 * (y - x * x);
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  };

  it('finds (1, 1) of the banana function to 1e-9', () => {
    const { theta, gradientNorm } = minimise(rosenbrock, [-1.2, 1], { lower: [-9, -9], upper: [9, 9] });
    expect(Math.hypot(theta[0]! - 1, theta[1]! - 1)).toBeLessThan(1e-9);
    expect(gradientNorm).toBeLessThan(1e-9);
  });

  it('stops at the side of the box', () => {
    const { theta } = minimise(rosenbrock, [-1.2, 0.1], { lower: [-9, -9], upper: [0.5, 9] });
    expect(theta[0]).toBe(0.5);
    expect(theta[1]).toBeCloseTo(0.25, 9);
  });
});
