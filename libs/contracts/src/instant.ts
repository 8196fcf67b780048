const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

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
  if (!RFC_3339.test(text)) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const offsetMinutes = offsetOf(text);
  // Years 0 to 99 would be taken for 1900 to 1999.
  if (offsetMinutes === undefined || year < 1969) return undefined;
  const at = Date.UTC(year, month - 1, day, hour, minute, second, millisecondOf(text)) - offsetMinutes * 60_000;
  return at < 0 || at > LATEST ? undefined : at;
}

/** The number that two digits at a place of a text make. */
function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 0x30;
}

/** The first three digits after the point. */
function millisecondOf(text: string): number {
  if (text[19] !== '.') return 0;
  let millisecond = 0;
  for (let place = 20, unit = 100; unit >= 1; place += 1, unit /= 10) {
    const value = digit(text, place);
    if (value < 0 || value > 9) break;
    millisecond += value * unit;
  }
  return millisecond;
}

/** Minutes that the zone is ahead of UTC; undefined when there is no such zone. */
function offsetOf(text: string): number | undefined {
  const start = text.length - 6;
  const sign = text[start];
  if (sign !== '+' && sign !== '-') return 0;
  const hours = twoDigits(text, start + 1);
  const minutes = twoDigits(text, start + 4);
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (sign === '+' ? 1 : -1);
}

const DAY_MS = 86_400_000;
const DAYS_REMEMBERED = 5_000;
/** What comes before the time in an instant of each day: many instants are of few days. */
const days = new Map<number, string>();

/**
 * An instant as `Date.toISOString` writes it, in a fraction of its time.
 *
 * @param at in milliseconds since 1970; what is less than one is left out
 */
export function instantText(at: number): string {
  const whole = Math.trunc(at);
  const day = Math.floor(whole / DAY_MS);
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
    if (days.size === DAYS_REMEMBERED) days.clear();
    days.set(day, text);
  }
  const ms = whole - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${text}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.${String(ms % 1_000).padStart(3, '0')}Z`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
