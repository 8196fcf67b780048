import { dayIn, periodOf } from './period.js';

describe('the period of a budget', () => {
  it.each([
    ['2027-01-01', ['2026-W53', '2027-01', '2027-Q1', '2027', 'whole']],
    ['2027-01-04', ['2027-W01', '2027-01', '2027-Q1', '2027', 'whole']],
    ['2027-03-31', ['2027-W13', '2027-03', '2027-Q1', '2027', 'whole']],
    ['2027-04-01', ['2027-W13', '2027-04', '2027-Q2', '2027', 'whole']],
    ['2029-12-31', ['2030-W01', '2029-12', '2029-Q4', '2029', 'whole']],
  ])('of %s is %j', (day, names) => {
    const periods = ['week', 'month', 'quarter', 'year', 'whole'] as const;
    expect(periods.map((period) => periodOf(day, period))).toEqual(names);
  });

  it("begins with a day of the programme's time zone", () => {
    const instant = new Date('2027-03-31T23:30:00Z');
    expect([dayIn(instant, 'UTC'), dayIn(instant, 'Europe/London')]).toEqual(['2027-03-31', '2027-04-01']);
  });
});
