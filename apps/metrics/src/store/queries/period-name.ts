import type { Period } from '../../domain/survey-window.js';

/** SQL for the name of the period a `date` expression lies in: a day YYYY-MM-DD, a week its Monday, a month YYYY-MM. */
export const PERIOD_NAME: Readonly<Record<Period, (day: string) => string>> = {
  day: (day) => `to_char(${day}, 'YYYY-MM-DD')`,
  week: (day) => `to_char(date_trunc('week', ${day}), 'YYYY-MM-DD')`,
  month: (day) => `to_char(${day}, 'YYYY-MM')`,
};
