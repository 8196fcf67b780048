import { DateTime } from 'luxon';

/** A day of 24 hours, in milliseconds. */
export const DAY_MS = 86_400_000;

/**
 * A calendar day of a time zone that begins at 00:00, in which no clock is changed. Nearly all are so, and of these what a
 * calendar says of their instants follows without asking it again: it is asked at every fact.
 */
export interface PlainDay {
  /** Each day is one more than the day before; 0 is 1 January 1970. */
  readonly number: number;
  /** Its first instant; it lasts 24 hours. */
  readonly from: number;
  /** What has been computed of it. */
  readonly known: Map<string, number>;
}

interface Zone {
  /** By their number; undefined: it is not plain. */
  readonly days: Map<number, PlainDay | undefined>;
  /** What the clock was ahead of UTC when it was looked at last: nearly always it is that again. */
  ahead: number;
}

/** Of one zone and all: then it begins anew. Fifty years are 18,000. */
const DAYS_MAX = 50_000;
const ZONES_MAX = 20;

const zones = new Map<string, Zone>();

/** The day of an instant, where it is a plain one. */
export function plainDay(at: number, timeZone: string): PlainDay | undefined {
  const zone = zoneOf(timeZone);
  const likely = plainDayOfNumber(Math.floor((at + zone.ahead) / DAY_MS), timeZone);
  if (likely && contains(likely, at)) return likely;
  const { offset } = DateTime.fromMillis(at, { zone: timeZone });
  zone.ahead = offset * 60_000;
  const day = plainDayOfNumber(Math.floor((at + zone.ahead) / DAY_MS), timeZone);
  return day && contains(day, at) ? day : undefined;
}

function contains({ from }: PlainDay, at: number): boolean {
  return at >= from && at < from + DAY_MS;
}

/** The day with a number, where it is a plain one. */
export function plainDayOfNumber(number: number, timeZone: string): PlainDay | undefined {
  const { days } = zoneOf(timeZone);
  const known = days.get(number);
  if (known || days.has(number)) return known;
  if (days.size >= DAYS_MAX) days.clear();
  const day = plainDayFrom(number, timeZone);
  days.set(number, day);
  return day;
}

function plainDayFrom(number: number, timeZone: string): PlainDay | undefined {
  const [start, next] = [midnightOf(number, timeZone), midnightOf(number + 1, timeZone)];
  const from = start.toMillis();
  const isPlain =
    start.hour === 0 &&
    next.toMillis() - from === DAY_MS &&
    [start, next].every((time) => time.getPossibleOffsets().length === 1) &&
    DateTime.fromMillis(from + DAY_MS - 1, { zone: timeZone }).offset === start.offset;
  return isPlain ? { number, from, known: new Map() } : undefined;
}

function midnightOf(number: number, timeZone: string): DateTime {
  const date = new Date(number * DAY_MS);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  return DateTime.fromObject({ year, month, day }, { zone: timeZone });
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known) return known;
  if (zones.size >= ZONES_MAX) zones.clear();
  const zone: Zone = { days: new Map(), ahead: 0 };
  zones.set(timeZone, zone);
  return zone;
}
