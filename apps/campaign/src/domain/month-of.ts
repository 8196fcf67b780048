import { DateTime } from 'luxon';

/** The calendar month of an instant, such as `2027-03`. */
export function monthOf(instant: Date, timeZone: string): string {
  return DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('yyyy-MM');
}
