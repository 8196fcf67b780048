import type { RecommendationModel } from '@perennial/recommend';

import type { ReadPurchases } from './purchase-reader.js';
import type { Candidate, Neighbours } from './recommend-for.js';

/** A product as it is stored; its number is its place by popularity. */
export type ProductRow = Candidate & Neighbours;

/** What names the product of this number. */
export interface NameRow {
  readonly name: string;
  readonly product: number;
}

/** A model with its products numbered by popularity, the most popular as 0. Those that are not bought any more are left out. */
export function modelRows(
  { together, popularity }: Pick<RecommendationModel, 'together' | 'popularity'>,
  { products, names }: Pick<ReadPurchases, 'products' | 'names'>,
): { readonly products: Iterable<ProductRow>; readonly names: Iterable<NameRow> } {
  const { share, order } = popularity;
  const placeOf = new Int32Array(order.length).fill(-1);
  order.forEach((product, place) => {
    if (share[product]! > 0) placeOf[product] = place;
  });
  const ofCategory = new Map<string, number>();
  products.forEach(({ category }, product) => {
    if (category !== undefined) ofCategory.set(category, (ofCategory.get(category) ?? 0) + share[product]!);
  });
  const rowOf = (product: number): ProductRow => {
    const { sku, category } = products[product]!;
    const [from, to] = [together.start[product]!, together.start[product + 1]!];
    return {
      ...{ product: placeOf[product]!, sku, ...(category !== undefined && { category }), share: share[product]! },
      shareOfCategory: category === undefined ? 0 : share[product]! / ofCategory.get(category)!,
      neighbours: Array.from(together.neighbour.subarray(from, to), (neighbour) => placeOf[neighbour]!),
      customers: [...together.customers.subarray(from, to)],
      customersInAll: together.all[product]!,
    };
  };
  return { products: mapped(order, placeOf, rowOf), names: namesIn(names, placeOf) };
}

function* mapped(
  order: Int32Array,
  placeOf: Int32Array,
  rowOf: (product: number) => ProductRow,
): Generator<ProductRow> {
  for (const product of order) if (placeOf[product]! >= 0) yield rowOf(product);
}

function* namesIn(names: ReadonlyMap<string, number>, placeOf: Int32Array): Generator<NameRow> {
  for (const [name, product] of names) if (placeOf[product]! >= 0) yield { name, product: placeOf[product]! };
}
