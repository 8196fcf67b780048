import fc from 'fast-check';

import { dayInWords, dayOf, daysLater, expiryOf, inactiveFrom, monthOf, monthRange, monthsFrom } from './calendar.js';

const at = (time: string) => Date.parse(time);
const iso = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString());

describe('calendar days and months', () => {
  it("are those of the programme's time zone", () => {
    const late = at('2027-03-31T23:30:00Z');
    expect([dayOf(late, 'UTC'), monthOf(late, 'UTC')]).toEqual(['2027-03-31', '2027-03']);
    expect([dayOf(late, 'Europe/London'), monthOf(late, 'Europe/London')]).toEqual(['2027-04-01', '2027-04']);
  });

  it('are written as people read them', () => {
    expect(dayInWords(at('2028-03-31T23:30:00Z'), 'Europe/London')).toBe('1 April 2028');
  });

  it('a month begins at local midnight and ends where the next begins', () => {
    const { from, until } = monthRange('2027-03', 'Europe/London');
    expect([iso(from), iso(until)]).toEqual(['2027-03-01T00:00:00.000Z', '2027-03-31T23:00:00.000Z']);
  });

  it('follow each other from that of an instant on', () => {
    expect(monthsFrom(at('2027-11-30T23:30:00Z'), 3, 'UTC')).toEqual(['2027-11', '2027-12', '2028-01']);
    expect(monthsFrom(at('2027-10-31T23:30:00+01:00'), 1, 'Asia/Tokyo')).toEqual(['2027-11']);
  });
});

describe('so many days later', () => {
  it.each([
    [
      'at the same wall time, though a clock was put forward between',
      '2027-03-20T12:00:00Z',
      '2027-04-03T11:00:00.000Z',
    ],
    [
      'a wall time that is left out is moved forward by what was left out',
      '2027-03-14T01:30:00Z',
      '2027-03-28T01:30:00.000Z',
    ],
    ['of two equal wall times the earlier', '2027-10-17T00:30:00Z', '2027-10-31T00:30:00.000Z'],
    ['29 February is a day like any other', '2028-02-15T10:00:00Z', '2028-02-29T10:00:00.000Z'],
  ])('%s', (_title, from, expected) => {
    expect(iso(daysLater(at(from), 14, 'Europe/London'))).toBe(expected);
  });
});

describe('when points are gone', () => {
  const by13 = { kind: 'by-month', months: 13 } as const;

  it.each([
    ['earned 31 January 2027: 1 February 2028', '2027-01-31T23:59:59.999Z', '2028-02-01T00:00:00.000Z'],
    ['earned 1 January 2027: 1 February 2028 too', '2027-01-01T00:00:00Z', '2028-02-01T00:00:00.000Z'],
    ['earned 29 February 2028: 1 March 2029', '2028-02-29T12:00:00Z', '2029-03-01T00:00:00.000Z'],
    ['earned in December 2027: 1 January 2029', '2027-12-15T00:00:00Z', '2029-01-01T00:00:00.000Z'],
  ])('by month 13, %s', (_title, earned, expected) => {
    expect(iso(expiryOf(by13, at(earned), 'UTC'))).toBe(expected);
  });

  it('by month, the month is that of the time zone, and so is its first midnight', () => {
    expect(iso(expiryOf(by13, at('2027-03-31T23:30:00Z'), 'Europe/London'))).toBe('2028-04-30T23:00:00.000Z');
  });

  it('after a number of days: at the same wall time of that day', () => {
    expect(iso(expiryOf({ kind: 'after-days', days: 365 }, at('2027-03-01T10:00:00Z'), 'UTC'))).toBe(
      '2028-02-29T10:00:00.000Z',
    );
  });

  it('on a fixed date: the next one after the shortest life, the day clamped to the month', () => {
    const endOfFebruary = { kind: 'fixed-date', month: 2, day: 31, monthsMin: 6 } as const;
    expect(iso(expiryOf(endOfFebruary, at('2027-03-01T00:00:00Z'), 'UTC'))).toBe('2028-02-29T00:00:00.000Z');
    expect(iso(expiryOf(endOfFebruary, at('2027-09-01T00:00:00Z'), 'UTC'))).toBe('2029-02-28T00:00:00.000Z');
  });

  it('never, or not by a date of their own', () => {
    for (const policy of [{ kind: 'never' } as const, { kind: 'inactivity', months: 24 } as const])
      expect(expiryOf(policy, 0, 'UTC')).toBeUndefined();
  });

  it.each([
    ['24 months after the last activity, at 00:00 of the next day', '2027-03-01T12:00:00Z', '2029-03-02T00:00:00.000Z'],
    [
      'the day is clamped: 29 February 2028 and 24 months are 28 February 2030',
      '2028-02-29T12:00:00Z',
      '2030-03-01T00:00:00.000Z',
    ],
    ['midnight is that of London, in summer too', '2027-06-30T23:30:00Z', '2029-07-01T23:00:00.000Z'],
  ])('of inactivity: %s', (_title, last, expected) => {
    expect(iso(inactiveFrom(at(last), 24, 'Europe/London'))).toBe(expected);
  });

  it('whatever is earned later is never gone earlier', () => {
    const instant = fc.integer({ min: 0, max: at('2040-01-01T00:00:00Z') });
    const policy = fc.constantFrom(
      by13,
      { kind: 'after-days', days: 30 } as const,
      { kind: 'fixed-date', month: 3, day: 31, monthsMin: 3 } as const,
    );
    fc.assert(
      fc.property(policy, instant, instant, fc.constantFrom('UTC', 'Europe/London'), (each, a, b, zone) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const [first, second] = [expiryOf(each, early, zone) ?? NaN, expiryOf(each, late, zone) ?? NaN];
        // A wall time that exists twice comes an hour earlier than one before it that was moved forward.
        expect(second).toBeGreaterThanOrEqual(first - 3_600_000);
        expect(first).toBeGreaterThan(early);
      }),
    );
  });
});
