import { readFileSync } from 'node:fs';

import { describeWithRealData } from '@perennial/testing';

import {
  calibration,
  conditionalExpectations,
  DAYS_PER_MONTH,
  discountedSpends,
  expectationByIntegral,
  expectedSpends,
  fitBgNbd,
  fitGammaGamma,
  fitMbgNbd,
  probabilitiesAlive,
  probabilityAlive,
  probabilityAliveMbg,
  conditionalExpectation,
} from './index.js';

const CUT = '1997-09-30';

const TITLE = 'the CDNOW sample, calibrated on 1997-01-01 to 1997-09-30';
const FILES = ['cdnow/transactions.csv', 'cdnow/expected.json', 'cdnow/expected_customers.csv'];

describeWithRealData(TITLE, FILES, (transactions = '', figures = '', perCustomer = '') => {
  const text = (file: string) => readFileSync(file, 'utf8');
  const table = (file: string) =>
    text(file)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  const sample = calibration(
    table(transactions).map(([customer = '', date = '', , amount = '']) => ({
      customer,
      date,
      amountMinor: Math.round(Number(amount) * 100),
    })),
    CUT,
  );
  const dollars = sample.m.map((cents) => cents / 100);
  const expected = JSON.parse(text(figures)).computed;
  const edgeCases: EdgeCase[] = JSON.parse(text(figures)).numeric_edge_cases.conditional_expectation_and_p_alive;
  const customers = table(perCustomer).map((cells) => cells.map(Number));

  it('has 2,357 customers with x, t_x, T and m_x as published', () => {
    expect(sample.customers).toHaveLength(2357);
    const largest = [sample.x, sample.tx, sample.T, dollars].map((values, column) =>
      Math.max(...customers.map((row, i) => Math.abs(row[column + 1]! - values[i]!))),
    );
    expect(largest[0]).toBe(0);
    expect(Math.max(...largest)).toBeLessThan(1e-6);
  });

  it.each([
    ['BG/NBD', 'bgnbd', fitBgNbd],
    ['MBG/NBD', 'mbgnbd', fitMbgNbd],
  ] as const)('gives the parameters of %s within 1e-3 and its log-likelihood within 1e-3', (_title, name, fit) => {
    const found = fit(sample);
    if (!found.fitted) throw new Error(found.detail);
    for (const key of ['r', 'alpha', 'a', 'b'] as const) {
      expect(Math.abs(found.parameters[key] / expected[name][key] - 1)).toBeLessThan(1e-3);
    }
    expect(Math.abs(found.logLikelihood - expected[name].LL)).toBeLessThan(1e-3);
    expect(found).toMatchObject({ customers: 2357, repeatCustomers: 946, dropoutIdentified: true, atBound: [] });
    expect(found.gradientNorm).toBeLessThan(1e-9);
  });

  it('gives the standard errors of BG/NBD within 1e-3', () => {
    const found = fitBgNbd(sample);
    if (!found.fitted || !found.standardErrors) throw new Error('no standard errors');
    for (const key of ['r', 'alpha', 'a', 'b'] as const) {
      expect(Math.abs(found.standardErrors[key] / expected.bgnbd_standard_errors[key] - 1)).toBeLessThan(1e-3);
    }
  });

  it('gives the parameters of Gamma-Gamma within 1e-3, its log-likelihood within 1e-3 and its standard errors', () => {
    const found = fitGammaGamma({ x: sample.x, m: dollars });
    if (!found.fitted || !found.standardErrors) throw new Error('not fitted');
    for (const key of ['p', 'q', 'v'] as const) {
      expect(Math.abs(found.parameters[key] / expected.gamma_gamma[key] - 1)).toBeLessThan(1e-3);
      expect(Math.abs(found.standardErrors[key] / expected.gamma_gamma_standard_errors[key] - 1)).toBeLessThan(1e-3);
    }
    expect(Math.abs(found.logLikelihood - expected.gamma_gamma.LL)).toBeLessThan(1e-3);
    expect(found.populationMean).toBeCloseTo(expected.gamma_gamma.population_mean, 2);
    expect(found.correlation).toBeCloseTo(0.113884, 5);
    expect(found).toMatchObject({ customers: 946, meanIdentified: true });
  });

  it('gives every customer the expected P(alive), purchases, spend and 12-month value within 1e-6', () => {
    const { bgnbd, gamma_gamma: spend } = expected;
    const month = { periods: 12, periodLength: DAYS_PER_MONTH / 7, rate: 0.01 };
    const columns: [number, Float64Array][] = [
      [7, probabilitiesAlive(bgnbd, sample)],
      [8, conditionalExpectations(bgnbd, sample, 39)],
      [9, conditionalExpectations(bgnbd, sample, 52)],
      [10, expectedSpends(spend, { x: sample.x, m: dollars })],
      [11, discountedSpends(bgnbd, spend, { ...sample, m: dollars }, month)],
    ];
    for (const [column, values] of columns) {
      const worst = Math.max(...customers.map((row, i) => distance(values[i]!, row[column]!)));
      expect([column, worst < 1e-6]).toEqual([column, true]);
    }
    const total = columns[4]![1].reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(71550.2023, 3);
  });

  it('gives a one-time buyer of 38.857 weeks P(alive) .38972 by MBG/NBD', () => {
    expect(probabilityAliveMbg(expected.mbgnbd, 0, 0, 272 / 7)).toBeCloseTo(0.38972, 5);
  });

  describe.each(edgeCases)('x $x, t_x $t_x, T $T, t $t at a $params.a, b $params.b', (edge) => {
    it('P(alive), the conditional expectation and its integral agree with 50 digits', () => {
      const { params, x, t_x, T, t } = edge;
      const alive = probabilityAlive(params, x, t_x, T);
      const values = [
        [alive, edge.p_alive],
        [conditionalExpectation(params, x, t_x, T, t), edge.cet],
        [alive * expectationByIntegral(params, x, T, t), edge.cet],
      ] as const;
      for (const [value, exact] of values) {
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(1e-12, 1e-9 * exact));
      }
    });
  });
});

interface EdgeCase {
  readonly params: { r: number; alpha: number; a: number; b: number };
  readonly x: number;
  readonly t_x: number;
  readonly T: number;
  readonly t: number;
  readonly cet: number;
  readonly p_alive: number;
}

/** Absolute below 1, relative above: the table prints 6 to 8 decimals. */
function distance(value: number, expected: number): number {
  return Math.abs(value - expected) / Math.max(1, Math.abs(expected));
}
