const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a day of the Gregorian calendar; undefined when there is no such day. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const made = new Date(time);
  // Date.UTC takes 30 February for 2 March, and the years 0 to 99 for those of the last century.
  const isThatDay = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return isThatDay ? time / DAY_MS : undefined;
}

/**
 * Days since 1970-01-01 of a calendar date. Dates have no time zone here, so that no day is 23 or 25 hours long.
 *
 * @param date YYYY-MM-DD
 * @throws RangeError when it is no day of the calendar
 */
export function dayNumber(date: string): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  const number = dayOf(Number(year), Number(month), Number(day));
  if (number === undefined) throw new RangeError(`'${date}' is not a calendar date such as 1997-09-30`);
  return number;
}

/** The other way round: 10134 is 1997-09-30. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
