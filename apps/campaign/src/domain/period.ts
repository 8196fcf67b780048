import type { CampaignBudget } from '@perennial/programme';
import { DateTime } from 'luxon';

/** The calendar day of an instant, such as `2027-03-15`. */
export function dayIn(instant: Date, timeZone: string): string {
  return DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('yyyy-MM-dd');
}

/** The name of the period that a calendar day is in. Weeks are those of ISO 8601: from Monday, and of the year of their Thursday. */
export function periodOf(day: string, period: CampaignBudget['period']): string {
  switch (period) {
    case 'week':
      return DateTime.fromISO(day, { zone: 'utc' }).toFormat("kkkk-'W'WW");
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return DateTime.fromISO(day, { zone: 'utc' }).toFormat("yyyy-'Q'q");
    case 'year':
      return day.slice(0, 4);
    case 'whole':
      return 'whole';
  }
}
