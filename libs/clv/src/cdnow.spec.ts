import { readFileSync } from 'node:fs';

import { describeWithRealData } from '@perennial/testing';

import { groupHistories } from './histories.js';
import {
  calibration,
  DAYS_PER_MONTH,
  expectationByIntegral,
  expectedSpends,
  fitBgNbd,
  fitGammaGamma,
  fitParetoNbd,
  lifetimeValues,
  probabilityAlive,
  probabilityAliveMbg,
  conditionalExpectation,
  purchaseModels,
} from './index.js';
import { bestLogLikelihood } from './optimum.fixture.js';
import { publishedLogLikelihood } from './published.fixture.js';

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
  const { computed: expected, published } = JSON.parse(text(figures));
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
    ['BG/NBD', purchaseModels.bgnbd, expected.bgnbd],
    ['MBG/NBD', purchaseModels.mbgnbd, expected.mbgnbd],
    ['Pareto/NBD', purchaseModels.paretonbd, expected.pareto_nbd],
  ])('gives the parameters of %s within 1e-3 and its log-likelihood within 1e-3', (_title, model, figures) => {
    const found = model.fit(sample);
    if (!found.fitted) throw new Error(found.detail);
    for (const key of model.parameterNames) {
      expect(Math.abs(found.parameters[key]! / figures[key] - 1)).toBeLessThan(1e-3);
    }
    expect(Math.abs(found.logLikelihood - figures.LL)).toBeLessThan(1e-3);
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

  it('gives the standard errors of Pareto/NBD within 1e-3', () => {
    const found = fitParetoNbd(sample);
    if (!found.fitted || !found.standardErrors) throw new Error('no standard errors');
    for (const key of ['r', 'alpha', 's', 'beta'] as const) {
      expect(Math.abs(found.standardErrors[key] / published.pareto_nbd.se[key] - 1)).toBeLessThan(1e-3);
    }
  });

  it('expects the published sums of purchases in the 39 weeks of the holdout', () => {
    const { holdout_39w: holdout } = expected;
    for (const [name, values, sum] of [
      ['bgnbd', expected.bgnbd, holdout.holdout_bgnbd.sum_pred],
      ['mbgnbd', expected.mbgnbd, holdout.holdout_mbgnbd.sum_pred],
      ['paretonbd', expected.pareto_nbd, holdout.holdout_pnbd.sum_pred],
    ] as const) {
      const purchases = purchaseModels[name].forecast(values).conditionalExpectations(sample, 39);
      expect(purchases.reduce((total, each) => total + each, 0)).toBeCloseTo(sum, 2);
    }
  });

  it('expects 1.473434 purchases of a new customer in 52 weeks by Pareto/NBD, 1,407.7 customers with none by BG/NBD', () => {
    const pareto = purchaseModels.paretonbd.forecast(expected.pareto_nbd);
    expect(pareto.expectedPurchases(52)).toBeCloseTo(published.pareto_nbd.expectation_52w_new_customer, 5);
    const { purchaseCountProbability } = purchaseModels.bgnbd.forecast(expected.bgnbd);
    expected.expected_calibration_histogram_0_to_6.forEach((customersWith: number, n: number) => {
      const sum = sample.T.reduce((total, T) => total + purchaseCountProbability(T, n), 0);
      expect(sum).toBeCloseTo(customersWith, 4);
    });
  });

  it.each(['bgnbd', 'mbgnbd', 'paretonbd'] as const)(
    'leaves no likelihood of %s to an independent optimiser',
    (name) => {
      const found = purchaseModels[name].fit(sample);
      if (!found.fitted) throw new Error(found.detail);
      const grouped = groupHistories(sample);
      const independent = bestLogLikelihood(([p = 1, q = 1, u = 1, w = 1]) => {
        let sum = 0;
        grouped.x.forEach((x, i) => {
          sum += grouped.weight[i]! * publishedLogLikelihood[name]([p, q, u, w], x, grouped.tx[i]!, grouped.T[i]!);
        });
        return sum;
      }, 4);
      expect(Math.abs(found.logLikelihood - independent)).toBeLessThan(1e-5);
    },
  );

  it('leaves no likelihood of Gamma-Gamma to an independent optimiser', () => {
    const found = fitGammaGamma({ x: sample.x, m: dollars });
    if (!found.fitted) throw new Error(found.detail);
    const independent = bestLogLikelihood(([p = 1, q = 1, v = 1]) => {
      let sum = 0;
      sample.x.forEach((x, i) => {
        if (dollars[i]! > 0) sum += publishedLogLikelihood.gammaGamma([p, q, v], x, dollars[i]!);
      });
      return sum;
    }, 3);
    expect(Math.abs(found.logLikelihood - independent)).toBeLessThan(1e-5);
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
    const forecast = purchaseModels.bgnbd.forecast(bgnbd);
    const columns: [number, Float64Array][] = [
      [7, forecast.probabilitiesAlive(sample)],
      [8, forecast.conditionalExpectations(sample, 39)],
      [9, forecast.conditionalExpectations(sample, 52)],
      [10, expectedSpends(spend, { x: sample.x, m: dollars })],
      [11, lifetimeValues(forecast, spend, { ...sample, m: dollars }, month)],
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

  it('has 19 edge cases', () => expect(edgeCases).toHaveLength(19));

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
