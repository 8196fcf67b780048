import { readFileSync } from 'node:fs';

import { describeWithRealData } from '@perennial/testing';

import {
  byFrequency,
  byWeek,
  countsByFrequency,
  dayNumber,
  expectedPurchases,
  expectedSpends,
  forecastErrors,
  PurchaseLog,
  purchaseModels,
  purchaseCountProbability,
  splitAt,
  topDecileCapture,
} from './index.js';

const FILES = ['cdnow/transactions.csv', 'cdnow/expected.json'];

describeWithRealData(
  'the CDNOW sample, forecast from 1997-09-30 to 1998-06-30',
  FILES,
  (transactions = '', figures = '') => {
    const log = new PurchaseLog();
    for (const line of readFileSync(transactions, 'utf8').trim().split('\n').slice(1)) {
      const [customer = '', date = '', , amount = ''] = line.split(',');
      log.add(customer, dayNumber(date), Math.round(Number(amount) * 100));
    }
    const { computed, published } = JSON.parse(readFileSync(figures, 'utf8'));
    const split = splitAt(log, dayNumber('1997-09-30'), log.lastDay);
    const expected = purchaseModels.bgnbd
      .forecast(computed.bgnbd)
      .conditionalExpectations(split.calibration, split.length);

    it('has the published mean absolute error, RMSE, bias and top-decile capture', () => {
      const { holdout_bgnbd: known } = computed.holdout_39w;
      const errors = forecastErrors(expected, split.purchases);
      expect(errors.mae).toBeCloseTo(known.mae, 6);
      expect(errors.rmse).toBeCloseTo(known.rmse, 6);
      expect(errors.bias).toBeCloseTo(known.bias_pct / 100, 6);
      expect(errors.actualTotal).toBe(1882);
      expect(topDecileCapture(expected, split.purchases)).toBeCloseTo(0.4670563231, 9);
    });

    it('is off by 30.41 a customer in what they spend', () => {
      const perPurchase = expectedSpends(computed.gamma_gamma, {
        x: split.calibration.x,
        m: split.calibration.m.map((cents) => cents / 100),
      });
      const spend = expected.map((purchases, i) => purchases * perPurchase[i]!);
      const errors = forecastErrors(spend, split.spend.map((cents) => cents / 100)); // prettier-ignore
      expect(errors.mae).toBeCloseTo(computed.holdout_39w.holdout_spend.mae, 5);
      expect(errors.actualTotal).toBeCloseTo(70976.39, 2);
    });

    it('has the published means by repeat purchases', () => {
      const known = published.bgnbd_R_BTYD.holdout_mean_by_x_bin;
      const rows = byFrequency(split, expected);
      rows.forEach((row, x) => {
        expect(row.actual).toBeCloseTo(known.actual[x], 5);
        expect(row.expected).toBeCloseTo(known.expected[x], 3);
      });
    });

    it('has the published cumulative purchases by week', () => {
      const weeks = byWeek(split, (t) => expectedPurchases(computed.bgnbd, t));
      expect(weeks).toHaveLength(78);
      const until = (week: number, pick: 'actual' | 'expected') =>
        weeks.slice(0, week).reduce((sum, row) => sum + row[pick], 0);
      for (const { week, actual, expected: wanted } of computed.cumulative_repeat_purchases) {
        expect(until(week, 'actual')).toBe(actual);
        expect(until(week, 'expected')).toBeCloseTo(wanted, 2);
      }
    });

    it('has the published numbers of customers by repeat purchases', () => {
      const rows = countsByFrequency(split.calibration, (t, n) => purchaseCountProbability(computed.bgnbd, t, n));
      expect(rows.map(({ actual }) => actual)).toEqual([1411, 439, 214, 100, 62, 38, 29, 64]);
      computed.expected_calibration_histogram_0_to_6.forEach((wanted: number, x: number) => {
        expect(rows[x]!.expected).toBeCloseTo(wanted, 4);
      });
      expect(rows[7]!.expected).toBeCloseTo(71.9, 0);
    });
  },
);
