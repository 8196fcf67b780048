/** Naive calendar arithmetic, on what `Intl` says the clocks of a zone show. */
export type Zone = 'UTC' | 'Europe/London';

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Asking `Intl` is most of the oracle's work, and the answers do not change. */
const asked = new Map<number, number>();

/** What the clocks show, written as the instant at which clocks in UTC show it. */
export function wallTime(zone: Zone, at: number): number {
  if (zone === 'UTC') return at;
  const known = asked.get(at);
  if (known !== undefined) return known;
  const shown = Object.fromEntries(london.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const millisecond = ((at % 1000) + 1000) % 1000;
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  asked.set(at, wall);
  return wall;
}

/**
 * The instant at which the clocks show `wall`; the earlier of two. In a gap: as much later as the gap is long, which is
 * where the clock would be that had not been put forward.
 */
export function instantOf(zone: Zone, wall: number): number {
  if (zone === 'UTC') return wall;
  const shown = [wall - 2 * HOUR, wall - HOUR, wall].find((at) => wallTime(zone, at) === wall);
  if (shown !== undefined) return shown;
  const offsetBefore = wallTime(zone, wall - 6 * HOUR) - (wall - 6 * HOUR);
  return wall - offsetBefore;
}

/** 00:00 on the first day of month + 13, counted from the month of `at`. */
export function expiryByMonth(zone: Zone, at: number): number {
  const day = new Date(wallTime(zone, at));
  return instantOf(zone, Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 13, 1));
}

/** 24 months after the day of `at`, on a day that month has, and then the midnight that ends that day. */
export function expiryByInactivity(zone: Zone, at: number): number {
  const day = new Date(wallTime(zone, at));
  const year = day.getUTCFullYear() + 2;
  const daysOfMonth = new Date(Date.UTC(year, day.getUTCMonth() + 1, 0)).getUTCDate();
  const last = Math.min(day.getUTCDate(), daysOfMonth);
  return instantOf(zone, Date.UTC(year, day.getUTCMonth(), last + 1));
}

/** The same wall time so many days later. */
export function daysLater(zone: Zone, at: number, days: number): number {
  return instantOf(zone, wallTime(zone, at) + days * DAY);
}

export function dayOf(zone: Zone, at: number): string {
  return new Date(wallTime(zone, at)).toISOString().slice(0, 10);
}

export function monthOf(zone: Zone, at: number): string {
  return dayOf(zone, at).slice(0, 7);
}
