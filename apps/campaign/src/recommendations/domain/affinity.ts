import { daysBetween } from './day.js';

/** Something that says that a customer cares about a category. */
export interface CategoryEvent {
  readonly category: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Above 0; 1 is a purchase. */
  readonly weight: number;
}

/**
 * How much a customer cares about which categories: the sum of the weights of what happened in each, where a weight halves with
 * each half-life that has gone by. What lies ahead counts as now.
 *
 * @param now milliseconds since 1970
 * @returns by category, each above 0
 */
export function categoryAffinity(
  events: readonly CategoryEvent[],
  now: number,
  halfLifeDays: number,
): ReadonlyMap<string, number> {
  const affinity = new Map<string, number>();
  for (const { category, at, weight } of events) {
    const decayed = weight * 2 ** -(Math.max(0, daysBetween(at, now)) / halfLifeDays);
    affinity.set(category, (affinity.get(category) ?? 0) + decayed);
  }
  return new Map([...affinity].filter(([, weight]) => weight > 0));
}
