import type { Neighbours } from './recommend-for.js';

/** So many of them are enough for any list: of what is left out, no customer's next purchase is worth mentioning. */
const NEAREST = 500;

/** The products that stand nearest to what a customer has: those that may be recommended because of it. */
export function nearestOf(neighbours: readonly Neighbours[], smoothing: number): number[] {
  const nearness = new Map<number, number>();
  for (const { neighbours: others, customers, customersInAll } of neighbours) {
    others.forEach((product, i) => {
      const share = (customers[i] ?? 0) / (customersInAll + smoothing);
      nearness.set(product, (nearness.get(product) ?? 0) + share);
    });
  }
  return [...nearness]
    .sort(([one, a], [other, b]) => b - a || one - other)
    .slice(0, NEAREST)
    .map(([product]) => product);
}
