import { groupingBy, type GroupingBy } from '@perennial/figures';

export const FAIRNESS_GROUPINGS = ['tier', 'country', 'segment'] as const;

/** What candidates are told apart by: what is known of them now. */
export type FairnessGrouping = GroupingBy<(typeof FAIRNESS_GROUPINGS)[number]>;

/** Of `tier`, `attribute:NAME`. @returns undefined when there is no such grouping */
export function fairnessGroupingOf(text: string): FairnessGrouping | undefined {
  return groupingBy(FAIRNESS_GROUPINGS, text);
}
