import type { ExpiryPolicy } from '@perennial/programme';
import { DateTime } from 'luxon';

import { DAY_MS, plainDay, plainDayOfNumber } from './plain-days.js';

export { DAY_MS };

/** Calendar month of an instant (milliseconds since 1970) in a time zone, such as `2027-03`. */
export function monthOf(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM');
}

/** Calendar day of an instant in a time zone, such as `2027-03-31`. */
export function dayOf(at: number, timeZone: string): string {
  const day = plainDay(at, timeZone);
  if (day) return new Date(day.number * DAY_MS).toISOString().slice(0, 'yyyy-MM-dd'.length);
  return DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM-dd');
}

/** The calendar day of an instant in a time zone as a number: each day is one more than the day before. */
export function dayNumberOf(at: number, timeZone: string): number {
  const plain = plainDay(at, timeZone);
  if (plain) return plain.number;
  const { year, month, day } = DateTime.fromMillis(at, { zone: timeZone });
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** The calendar week (from Monday) or month of a day number, as a number: each is one more than the one before. */
export function periodOf(period: 'day' | 'week' | 'month', dayNumber: number): number {
  if (period === 'day') return dayNumber;
  // Day 0, 1 January 1970, was a Thursday.
  if (period === 'week') return Math.floor((dayNumber + 3) / 7);
  const date = new Date(dayNumber * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The day of an instant as people read it, such as `1 April 2028`. */
export function dayInWords(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone, locale: 'en' }).toFormat('d MMMM yyyy');
}

/** First instant of a month such as `2027-03`, and of the month after it: from inclusive, until exclusive. */
export function monthRange(month: string, timeZone: string): { from: number; until: number } {
  const from = DateTime.fromFormat(month, 'yyyy-MM', { zone: timeZone });
  return { from: from.toMillis(), until: from.plus({ months: 1 }).startOf('day').toMillis() };
}

/** So many calendar months, from that of an instant on. */
export function monthsFrom(at: number, count: number, timeZone: string): string[] {
  const first = DateTime.fromMillis(at, { zone: timeZone }).startOf('month');
  return Array.from({ length: count }, (_, months) => first.plus({ months }).toFormat('yyyy-MM'));
}

/**
 * So many calendar days later at the same wall time. A wall time that a change of clocks leaves out is moved forward by
 * what was left out; of two equal ones the earlier counts.
 */
export function daysLater(at: number, days: number, timeZone: string): number {
  const from = plainDay(at, timeZone);
  const to = from && plainDayOfNumber(from.number + days, timeZone);
  if (to) return to.from + (at - from.from);
  const start = DateTime.fromMillis(at, { zone: timeZone });
  const { year, month, day } = start.plus({ days });
  const { hour, minute, second, millisecond } = start;
  return earliest(DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone: timeZone }));
}

/**
 * When points earned at an instant are gone by a policy that fixes that at once; undefined: never, or not by their own
 * date (`inactivity`).
 */
export function expiryOf(policy: ExpiryPolicy, earnedAt: number, timeZone: string): number | undefined {
  switch (policy.kind) {
    case 'never':
    case 'inactivity':
      return undefined;
    case 'after-days':
      return daysLater(earnedAt, policy.days, timeZone);
    case 'by-month': {
      const { months } = policy;
      return ofItsDay(earnedAt, timeZone, `by-month ${months}`, (earned) =>
        earliest(earned.startOf('month').plus({ months })),
      );
    }
    case 'fixed-date': {
      const { month, day, monthsMin } = policy;
      return ofItsDay(earnedAt, timeZone, `fixed-date ${month} ${day} ${monthsMin}`, (earned) =>
        nextDate(earned.plus({ months: monthsMin }), month, day),
      );
    }
  }
}

/** The first time after another one that it is 00:00 on a date, the day clamped. */
function nextDate(from: DateTime, month: number, day: number): number {
  for (let { year } = from; ; year += 1) {
    const clamped = Math.min(day, DateTime.local(year, month).daysInMonth ?? day);
    const date = earliest(DateTime.fromObject({ year, month, day: clamped }, { zone: from.zone }));
    if (date > from.toMillis()) return date;
  }
}

/** When everything is gone after a last activity: at 00:00 of the day after so many calendar months, the day clamped. */
export function inactiveFrom(lastActivityAt: number, months: number, timeZone: string): number {
  return ofItsDay(lastActivityAt, timeZone, `inactive ${months}`, (last) =>
    earliest(last.plus({ months }).plus({ days: 1 }).startOf('day')),
  );
}

/** What is the same for all instants of a calendar day; computed once for each, where the day is like most. */
function ofItsDay(at: number, timeZone: string, what: string, compute: (time: DateTime) => number): number {
  const day = plainDay(at, timeZone);
  const known = day?.known.get(what);
  if (known !== undefined) return known;
  const result = compute(DateTime.fromMillis(day?.from ?? at, { zone: timeZone }));
  day?.known.set(what, result);
  return result;
}

/** Of an hour that occurs twice, the first. */
function earliest(time: DateTime): number {
  return Math.min(...time.getPossibleOffsets().map((each) => each.toMillis()));
}
