import { DateTime } from 'luxon';

const DAY_MS = 86_400_000;

/**
 * The calendar day of an instant as the number of days since 1970-01-01. Differences are whole days, also across the
 * 23 and 25 hours of a clock change.
 *
 * @param at milliseconds since 1970
 * @param timeZone IANA name: a purchase belongs to the day the shop's clock showed
 */
export function calendarDay(at: number, timeZone: string): number {
  const local = DateTime.fromMillis(at, { zone: timeZone });
  return Math.floor((at + local.offset * 60_000) / DAY_MS);
}

/** YYYY-MM-DD of a day number. */
export function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day number of a YYYY-MM-DD that exists. */
export function dayOfIso(date: string): number {
  return Date.parse(date) / DAY_MS;
}
