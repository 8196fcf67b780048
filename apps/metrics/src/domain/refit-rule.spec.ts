import { isAtRest, isCountOutdated, refitReason } from './refit-rule.js';

const TODAY = 20_000;
const usd = (customers: number, repeatCustomers: number) => ({ currency: 'USD', customers, repeatCustomers });
const fitted = (customers: number, asOfDay = TODAY) => ({ fitted: { customers, asOfDay } });

describe('models are fitted anew', () => {
  it.each([
    ['when there is none, from 100 repeat customers on', [usd(500, 100)], 'no-model'],
    ['not below 100 repeat customers', [usd(500, 99)], undefined],
    ['when the customers have grown by a fifth', [{ ...usd(600, 150), ...fitted(500) }], 'grown'],
    ['not when they have grown by less', [{ ...usd(599, 150), ...fitted(500) }], undefined],
    ['when a day has gone by', [{ ...usd(500, 100), ...fitted(500, TODAY - 1) }], 'new-day'],
    ['when a further currency has enough', [{ ...usd(500, 100), ...fitted(500) }, usd(500, 100)], 'no-model'],
  ] as const)('%s', (_title, states, reason) => {
    expect(refitReason(states, TODAY, { applied: 5_000n, atRest: true })).toBe(reason);
  });

  it.each([
    ['when what came in with them has ended, and was a hundredth of all', true, 4_950n, 'at-rest'],
    ['not while it comes in', false, 4_950n, undefined],
    ['not for less than a hundredth', true, 4_951n, undefined],
    ['not where they were fitted at rest', true, undefined, undefined],
  ] as const)('%s', (_title, atRest, amid, reason) => {
    const states = [{ ...usd(500, 100), ...fitted(500) }];
    expect(refitReason(states, TODAY, { applied: 5_000n, atRest, amid })).toBe(reason);
  });
});

describe('records', () => {
  it.each([
    ['have come to rest after three or fewer', 1_000n, 997n, true],
    ['have not after four', 1_000n, 996n, false],
    ['have come to rest after a thousandth of many', 1_000_000n, 999_000n, true],
    ['have not after more', 1_000_000n, 998_999n, false],
    ['are not known to have when they were not asked for before', 1_000n, undefined, false],
    ['are not known to have when the database is that of before', 1_000n, 1_001n, false],
  ])('%s', (_title, applied, before, expected) => {
    expect(isAtRest(applied, before)).toBe(expected);
  });
});

describe('customers are counted anew', () => {
  it.each([
    ['after a hundredth of them as records', [usd(600, 1), usd(400, 1)], 10n, true],
    ['not before', [usd(600, 1), usd(401, 1)], 10n, false],
    ['after the first record, where there are none', [], 1n, true],
    ['not without a record', [], 0n, false],
    ['when the database is that of some records before', [usd(1000, 1)], -10n, true],
  ])('%s', (_title, counts, records, expected) => {
    expect(isCountOutdated(counts, records)).toBe(expected);
  });
});
