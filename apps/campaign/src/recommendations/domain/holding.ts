import { dayOf } from './day.js';
import type { CategoryEvent } from './affinity.js';

/** A line of an order of a customer, under whichever record of the person. */
export interface OrderedLine {
  readonly sku: string;
  readonly productId?: string;
  readonly category?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether any piece of it has not come back. */
  readonly kept: boolean;
}

/** What the model calls a thing that events have a name for. */
export interface NamedProduct {
  readonly product: number;
  readonly category?: string;
}

/** What a customer has of the products the model knows. */
export interface Holding {
  /** Bought and not sent back, the latest last; `sku` is that which the customer bought. */
  readonly has: readonly { readonly product: number; readonly sku: string; readonly lastDay: number }[];
  /** Bought, and all of it sent back. */
  readonly sentBack: readonly number[];
  /** The purchases behind it, those of products that the model does not know, too. */
  readonly events: readonly CategoryEvent[];
}

/** @param named by what events call them; a product's own id goes before the article's */
export function holdingOf(lines: readonly OrderedLine[], named: ReadonlyMap<string, NamedProduct>): Holding {
  const has = new Map<number, Holding['has'][number]>();
  const sentBack = new Set<number>();
  const events: CategoryEvent[] = [];
  for (const { sku, productId, category, at, kept } of lines.toSorted((a, b) => a.at - b.at)) {
    const known = (productId === undefined ? undefined : named.get(productId)) ?? named.get(sku);
    const about = category ?? known?.category;
    if (kept && about !== undefined) events.push({ category: about, at, weight: 1 });
    if (!known) continue;
    if (!kept) sentBack.add(known.product);
    else {
      // Taken out first: the latest stand last.
      has.delete(known.product);
      has.set(known.product, { product: known.product, sku, lastDay: dayOf(at) });
    }
  }
  return { has: [...has.values()], sentBack: [...sentBack].filter((product) => !has.has(product)), events };
}
