import { dayOfIso, isoDate } from './calendar-day.js';

/** Days of the programme's time zone, YYYY-MM-DD, both inclusive; without an end where one is absent. */
export interface SurveyWindow {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const PERIODS = ['day', 'week', 'month'] as const;
export type Period = (typeof PERIODS)[number];

/** The same number of days just before. */
export function windowBefore(from: string, to: string): SurveyWindow {
  const first = dayOfIso(from);
  const days = dayOfIso(to) - first + 1;
  return { from: isoDate(first - days), to: isoDate(first - 1) };
}

/** The name of the period before: of a day YYYY-MM-DD, of a week its Monday, of a month YYYY-MM. */
export function periodBefore(period: Period, name: string): string {
  if (period === 'month') return isoDate(dayOfIso(`${name}-01`) - 1).slice(0, 7);
  return isoDate(dayOfIso(name) - (period === 'week' ? 7 : 1));
}
