import { expectedPurchases } from '@perennial/clv';
import { clvProjected } from '@perennial/contracts';
import { shareOf } from '@perennial/figures';

import { calendarDay } from './calendar-day.js';
import { fitModel, HORIZON, REPEAT_CUSTOMERS_NEEDED, type Model, type Sample } from './model.js';
import { project } from './projection.js';
import type { PurchaseHistory } from './purchase-history.js';
import { refitReason } from './refit-rule.js';

const DAY_0 = 20_000;
const history = (change: Partial<PurchaseHistory> = {}): PurchaseHistory => ({
  customerId: 'c-1',
  currency: 'USD',
  purchaseDays: 3,
  firstDay: DAY_0,
  lastDay: DAY_0 + 213,
  firstDayMinor: 2933n,
  totalMinor: 7402n,
  ...change,
});

/** The published parameters of CDNOW: weeks, and cents for v. */
const report = { fitted: true, gradientNorm: 0, logLikelihood: 0, iterations: 1, customers: 2357 } as const;
const bgNbd = { r: 0.242594526, alpha: 4.413601999, a: 0.7929219619, b: 2.425906448 };
const mbgNbd = { r: 0.5248429031, alpha: 6.183081764, a: 0.8913595173, b: 1.614002931 };
const model: Model = {
  version: 'clv-1',
  currency: 'USD',
  fittedAt: new Date('2027-03-01T00:00:00Z'),
  firstDay: DAY_0,
  lastDay: DAY_0 + 272,
  asOfDay: DAY_0 + 272,
  purchases: {
    ...report,
    model: 'bgnbd',
    parameters: bgNbd,
    forecastParameters: bgNbd,
    atBound: [],
    repeatCustomers: 946,
    dropoutIdentified: true,
  },
  purchasesMbg: {
    ...report,
    model: 'mbgnbd',
    parameters: mbgNbd,
    forecastParameters: mbgNbd,
    atBound: [],
    repeatCustomers: 946,
    dropoutIdentified: true,
  },
  spend: {
    ...report,
    model: 'gamma-gamma',
    parameters: { p: 6.249572278, q: 3.744224675, v: 1544.352102 },
    atBound: [],
    populationMean: 3517.037,
    meanIdentified: true,
  },
  clvDecileBounds: [400, 500, 600, 700, 800, 900, 2000, 3000, 4000],
  newCustomerClv: 4875.5,
};
const models = new Map([['USD', model]]);

describe('the projection of a customer', () => {
  it('says what is known and nothing more while there is no model of the currency', () => {
    expect(project('c-1', [history({ currency: 'EUR' })], models, DAY_0 + 272)).toEqual({
      customerId: 'c-1',
      projections: [{ currency: 'EUR', frequency: 2, recencyDays: 213, ageDays: 272, monetaryMinor: 2235 }],
    });
  });

  it('has P(alive) .72662, .68 purchases in 90 days and a 12-month value for x 2, 213 of 272 days, mean 22.345', () => {
    const projected = project('c-1', [history()], models, DAY_0 + 272);
    expect(projected).toMatchObject({ modelVersion: 'clv-1' });
    const [usd] = projected.projections;
    // The weeks of the published table: 39 weeks give 1.22599445, 52 give 1.55868623, 12 months at 1 % 36.296015 USD.
    expect(usd?.pAlive).toBeCloseTo(0.72662031, 7);
    expect(usd?.expectedPurchases?.d365).toBeGreaterThan(1.55868623);
    expect(usd?.expectedPurchases?.d365).toBeLessThan(1.57);
    expect(usd?.expectedPurchases?.d90).toBeLessThan(1.22599445 / 2);
    expect(usd?.pAliveMbg).toBeGreaterThan(0.5);
    // 10 % a year is a little less than 1 % a month.
    expect(usd?.clvMinor).toBeGreaterThan(3630);
    expect(usd?.clvMinor).toBeLessThan(3720);
    expect(usd).toMatchObject({ clvDecile: 9, horizonDays: 365, annualDiscountRate: 0.1 });
    expect(clvProjected.data.parse(projected)).toEqual(projected);
  });

  it('is whole, finite and within its contract for one-time buyers, for purchases ahead of today and after 30 years', () => {
    const histories = [
      history({ purchaseDays: 1, lastDay: DAY_0, totalMinor: 2933n }),
      history({ purchaseDays: 400, lastDay: DAY_0 + 410 }),
      history({ purchaseDays: 2, firstDayMinor: 0n, totalMinor: 0n }),
    ];
    for (const today of [DAY_0 - 1, DAY_0, DAY_0 + 500, DAY_0 + 11_000]) {
      for (const each of histories) {
        const projected = project('c-1', [each], models, today);
        expect(clvProjected.data.parse(projected)).toEqual(projected);
      }
    }
  });

  it('is empty for a customer whose orders were all taken back', () => {
    expect(project('c-1', [], models, DAY_0)).toEqual({ customerId: 'c-1', projections: [] });
  });

  it('says what a new customer is expected to bring and on how many repeat customers the model rests', () => {
    const [usd] = project('c-1', [history()], models, DAY_0 + 272).projections;
    expect(usd).toMatchObject({ newCustomerClvMinor: 4876, repeatCustomers: 946 });
    const { newCustomerClv: _, ...older } = model;
    const [before] = project('c-1', [history()], new Map([['USD', older]]), DAY_0 + 272).projections;
    expect(before).not.toHaveProperty('newCustomerClvMinor');
    expect(before).toHaveProperty('clvMinor');
  });

  it('leaves value out where the mean spend could not be told', () => {
    const { spend: _, clvDecileBounds: __, ...without } = model;
    const [usd] = project('c-1', [history()], new Map([['USD', without]]), DAY_0 + 272).projections;
    expect(usd).toHaveProperty('pAlive');
    expect(usd).not.toHaveProperty('clvMinor');
    expect(usd).not.toHaveProperty('horizonDays');
    expect(usd).not.toHaveProperty('newCustomerClvMinor');
    expect(usd).toMatchObject({ repeatCustomers: 946 });
  });
});

const sample = (repeat: number): Sample => {
  const n = 300;
  const x = Float64Array.from({ length: n }, (_, i) => (i < repeat ? 1 + (i % 5) : 0));
  return {
    x,
    tx: x.map((each, i) => (each === 0 ? 0 : 1 + (i % 29))),
    T: x.map((_, i) => 30 + (i % 7)),
    m: x.map((each, i) => (each === 0 ? 0 : 1000 + 37 * (i % 50))),
  };
};

describe('fitting the model of a currency', () => {
  it(`waits for ${REPEAT_CUSTOMERS_NEEDED} customers who came back`, () => {
    expect(fitModel(sample(REPEAT_CUSTOMERS_NEEDED - 1))).toBeUndefined();
    const fit = fitModel(sample(REPEAT_CUSTOMERS_NEEDED));
    expect(fit?.purchases).toMatchObject({ customers: 300, repeatCustomers: 100 });
    expect(fit?.purchasesMbg?.model).toBe('mbgnbd');
    expect(fit?.clvDecileBounds).toHaveLength(9);
    expect(fit?.clvDecileBounds).toEqual([...(fit?.clvDecileBounds ?? [])].sort((a, b) => a - b));
  });
});

describe('the value of a new customer', () => {
  it('is what each month adds to their expected purchases, discounted from its end, times the mean spend of everybody', () => {
    const { purchases, spend, newCustomerClv } = fitModel(sample(REPEAT_CUSTOMERS_NEEDED)) ?? {};
    if (!purchases || !spend) throw new Error('nothing was fitted');
    const until = (months: number) => expectedPurchases(purchases.forecastParameters, months * HORIZON.periodLength);
    const discounted = Array.from(
      { length: HORIZON.periods },
      (_, k) => (until(k + 1) - until(k)) / (1 + HORIZON.rate) ** (k + 1),
    ).reduce((sum, month) => sum + month, 0);
    expect(newCustomerClv).toBeCloseTo(discounted * spend.populationMean, 6);
  });
});

describe('the reason to fit anew', () => {
  const state = { currency: 'USD', customers: 1200, repeatCustomers: 400 };
  it.each([
    ['none while too few came back', { ...state, repeatCustomers: 99 }, 10, undefined],
    ['that there is no model', state, 10, 'no-model'],
    ['that customers grew by a fifth', { ...state, fitted: { customers: 1000, asOfDay: 10 } }, 10, 'grown'],
    ['none at 19 % more on the same day', { ...state, fitted: { customers: 1009, asOfDay: 10 } }, 10, undefined],
    ['that a day has gone by', { ...state, fitted: { customers: 1200, asOfDay: 10 } }, 11, 'new-day'],
  ] as const)('is %s', (_title, each, today, reason) => {
    expect(refitReason([each], today, { applied: 0n, atRest: true })).toBe(reason);
  });
});

describe('a share with its interval', () => {
  it.each([
    [171, 200, 0.799513, 0.897106],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [946, 2357, 0.381745, 0.421291],
  ])('%i of %i lies between %f and %f', (cases, n, low, high) => {
    const share = shareOf(cases, n);
    expect(share.value).toBe(cases / n);
    expect(share.low).toBeCloseTo(low, 6);
    expect(share.high).toBeCloseTo(high, 6);
  });

  it('of nothing is null, not 0', () => {
    expect(shareOf(0, 0)).toEqual({ value: null, n: 0, low: null, high: null });
  });
});

describe('a calendar day', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 'UTC', 0],
    ['1970-01-02T03:00:00Z', 'America/New_York', 0],
    ['2026-03-28T23:59:59Z', 'Europe/London', 20_540],
    ['2026-03-29T23:00:00Z', 'Europe/London', 20_542],
  ])('of %s in %s is %i', (time, zone, day) => {
    expect(calendarDay(Date.parse(time), zone)).toBe(day);
  });
});

describe('the segment of a customer', () => {
  const bounds = { recency: [10, 50, 100, 200], frequency: [1, 2, 4, 8], monetary: [1000, 2000, 3000, 4000] };
  const segmentOn = (histories: readonly PurchaseHistory[], today: number, models: Readonly<Record<string, Model>>) =>
    project('c-1', histories, new Map(Object.entries(models)), today).segment;
  const dollars = { USD: { ...model, rfmBounds: bounds } };

  it('follows from the bounds of the models, and changes with silence alone', () => {
    expect(segmentOn([history()], DAY_0 + 220, dollars)).toBe('potential-loyalist');
    expect(segmentOn([history()], DAY_0 + 300, dollars)).toBe('needs-attention');
    expect(segmentOn([history()], DAY_0 + 600, dollars)).toBe('at-risk');
  });

  it('is that of the currency bought in on the most days, and absent without bounds', () => {
    const euros = history({ currency: 'EUR', purchaseDays: 30, totalMinor: 300_000n });
    const models = { ...dollars, EUR: { ...model, currency: 'EUR', rfmBounds: bounds } };
    expect(segmentOn([history(), euros], DAY_0 + 220, models)).toBe('champions');
    expect(segmentOn([history(), euros], DAY_0 + 220, { ...models, EUR: model })).toBe('potential-loyalist');
    expect(segmentOn([history()], DAY_0 + 220, { USD: model })).toBeUndefined();
  });
});
