import { PERIODS, type Period } from './survey-window.js';

export const GROUPINGS = [...PERIODS, 'touchpoint', 'location', 'channel', 'country', 'tier', 'campaign'] as const;

/** What answers are told apart by: something of the answer, of its order, or of the customer. */
export type Grouping =
  { readonly by: (typeof GROUPINGS)[number] } | { readonly by: 'attribute'; readonly name: string };

const ATTRIBUTE = 'attribute:';

/** Of `month`, `touchpoint`, `attribute:NAME`. @returns undefined when there is no such grouping */
export function groupingOf(text: string): Grouping | undefined {
  const by = GROUPINGS.find((name) => name === text);
  if (by !== undefined) return { by };
  const name = text.startsWith(ATTRIBUTE) ? text.slice(ATTRIBUTE.length) : '';
  return name === '' ? undefined : { by: 'attribute', name };
}

/** The periods that the groups are; undefined: they are no periods. */
export function periodOf({ by }: Grouping): Period | undefined {
  return PERIODS.find((period) => period === by);
}
