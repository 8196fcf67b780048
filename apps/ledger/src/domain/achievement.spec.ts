import fc from 'fast-check';

import { countOn, progressOf, type Goal } from './achievement.js';
import { dayNumberOf } from './calendar.js';

const day = (date: string) => dayNumberOf(Date.parse(`${date}T12:00:00Z`), 'UTC');
const days = (...dates: string[]) => dates.map(day);
const quarter: Goal = { times: 3, withinDays: 90, repeats: true };
const reached = (goal: Goal, ...dates: string[]) => progressOf(goal, days(...dates)).reached;

describe('an achievement within days', () => {
  it('is reached when the first and the last lie in 90 calendar days, both counted, and not in 91', () => {
    expect(reached(quarter, '2027-01-01', '2027-02-01', '2027-03-31')).toBe(1);
    expect(reached(quarter, '2027-01-01', '2027-02-01', '2027-04-01')).toBe(0);
  });

  it('counts 29 February as the day it is', () => {
    const two: Goal = { times: 2, withinDays: 3, repeats: false };
    expect(reached(two, '2028-02-28', '2028-03-01')).toBe(1);
    expect(reached(two, '2027-02-27', '2027-03-02')).toBe(0);
    expect(reached(two, '2028-02-27', '2028-03-01')).toBe(0);
  });

  it('of one day is of the same calendar day', () => {
    const two: Goal = { times: 2, withinDays: 1, repeats: false };
    expect(reached(two, '2027-01-01', '2027-01-01')).toBe(1);
    expect(reached(two, '2027-01-01', '2027-01-02')).toBe(0);
  });

  it('begins anew once reached, if it repeats: six are twice, five are once and two', () => {
    const six = days('2027-01-01', '2027-01-02', '2027-01-03', '2027-01-04', '2027-01-05', '2027-01-06');
    expect(progressOf(quarter, six).reached).toBe(2);
    const five = progressOf(quarter, six.slice(0, 5));
    expect([five.reached, countOn(quarter, five, six[4]!)]).toEqual([1, 2]);
  });

  it('counts what lies in the window as of a day: 89 days later it is there, 90 days later not', () => {
    const one = progressOf(quarter, days('2027-01-01'));
    expect(countOn(quarter, one, day('2027-01-01') + 89)).toBe(1);
    expect(countOn(quarter, one, day('2027-01-01') + 90)).toBe(0);
  });

  it('that is reached once stays at its number, however many come', () => {
    const once = { ...quarter, repeats: false };
    const four = progressOf(once, days('2027-01-01', '2027-01-02', '2027-01-03', '2027-01-04'));
    expect([four.reached, countOn(once, four, day('2030-01-01'))]).toEqual([1, 3]);
  });
});

describe('a streak', () => {
  const months: Goal = { times: 3, streak: 'month', repeats: true };
  it('of months is three in a row, whatever their days, over the end of a year and 29 February', () => {
    expect(reached(months, '2027-12-31', '2028-01-01', '2028-02-29')).toBe(1);
    expect(reached(months, '2027-12-31', '2028-02-29', '2028-03-01', '2028-05-01')).toBe(0);
  });

  it('is no longer one month further for a second in the month', () => {
    expect(reached(months, '2027-01-01', '2027-01-31', '2027-02-01')).toBe(0);
    expect(reached(months, '2027-01-01', '2027-01-31', '2027-02-01', '2027-03-01')).toBe(1);
  });

  it('that begins anew begins with the next month: no month counts twice', () => {
    const all = ['2027-01-01', '2027-02-01', '2027-03-01', '2027-03-02', '2027-04-01', '2027-05-01'];
    expect(reached(months, ...all)).toBe(1);
    expect(reached(months, ...all, '2027-06-01')).toBe(2);
  });

  it('of weeks goes from Monday to Sunday', () => {
    const weeks: Goal = { times: 2, streak: 'week', repeats: false };
    expect(reached(weeks, '2027-01-03', '2027-01-04')).toBe(1);
    expect(reached(weeks, '2027-01-04', '2027-01-10')).toBe(0);
  });

  it('counts its periods while the next one can still come, and 0 when that is over', () => {
    const two = progressOf(months, days('2027-01-31', '2027-02-01'));
    expect(countOn(months, two, day('2027-03-31'))).toBe(2);
    expect(countOn(months, two, day('2027-04-01'))).toBe(0);
  });
});

describe('with one less', () => {
  const goals = fc.record({
    times: fc.integer({ min: 1, max: 4 }),
    repeats: fc.boolean(),
    kind: fc.constantFrom<Partial<Goal>>(
      {},
      { withinDays: 5 },
      { withinDays: 1 },
      { streak: 'day' },
      { streak: 'week' },
    ),
  });
  it('any achievement is reached as often or once less, and by its first ones never more often than by all', () => {
    const taken = fc.tuple(goals, fc.array(fc.nat(30), { minLength: 1, maxLength: 15 }), fc.nat(14));
    fc.assert(
      fc.property(taken, ([{ kind, ...goal }, numbers, which]) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const all = progressOf({ ...goal, ...kind }, sorted).reached;
        const rest = progressOf({ ...goal, ...kind }, sorted.toSpliced(which % sorted.length, 1)).reached;
        expect([all, all - 1]).toContain(rest);
        expect(progressOf({ ...goal, ...kind }, sorted.slice(0, -1)).reached).toBeLessThanOrEqual(all);
      }),
      { numRuns: 2_000 },
    );
  });
});
