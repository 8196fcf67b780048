const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

const DAYS_BEFORE_LEAP = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Number of days of a month of the Gregorian calendar; 0 when there is no such month. `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return DAYS_BEFORE_LEAP[month - 1] ?? 0;
}

const LATEST = Date.UTC(10_000, 0) - 1;

/**
 * Milliseconds since 1970 of an RFC 3339 instant, cut (not rounded) to whole milliseconds; undefined when it is not
 * one, names a day that does not exist, has no zone, or lies before 1970 or after 9999 in UTC.
 *
 * Stricter than `Date.parse`, which takes 30 February for 2 March and a missing zone for local time. A leap second
 * (`:60`) is refused: neither JavaScript nor Postgres can tell it from the second after it, and the order of things
 * must not depend on which of the two a producer meant.
 */
export function parseInstant(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6]);
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  // Years 0 to 99 would be taken for 1900 to 1999.
  if (year < 1969) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -60_000 : 60_000);
  const at = Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - offset;
  return at < 0 || at > LATEST ? undefined : at;
}
