import { DateTime } from 'luxon';

/** Calendar month of an instant (milliseconds since 1970) in a time zone, such as `2027-03`. */
export function monthOf(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM');
}
