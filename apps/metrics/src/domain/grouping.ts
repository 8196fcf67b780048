import { groupingBy, type GroupingBy } from '@perennial/figures';

import { PERIODS, type Period } from './survey-window.js';

export const GROUPINGS = [...PERIODS, 'touchpoint', 'location', 'channel', 'country', 'tier', 'campaign'] as const;

/** What answers are told apart by: something of the answer, of its order, or of the customer. */
export type Grouping = GroupingBy<(typeof GROUPINGS)[number]>;

/** Of `month`, `touchpoint`, `attribute:NAME`. @returns undefined when there is no such grouping */
export function groupingOf(text: string): Grouping | undefined {
  return groupingBy(GROUPINGS, text);
}

/** The periods that the groups are; undefined: they are no periods. */
export function periodOf({ by }: Grouping): Period | undefined {
  return PERIODS.find((period) => period === by);
}
