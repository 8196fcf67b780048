/** What the simulated jeweller sells. */
export interface Product {
  readonly sku: string;
  readonly category: string;
  /** US cents. */
  readonly priceMinorUsd: number;
}

export const catalogue: readonly [Product, ...Product[]] = [
  { sku: 'ring-3', category: 'rings', priceMinorUsd: 12_000 },
  { sku: 'ring-7', category: 'rings', priceMinorUsd: 34_900 },
  { sku: 'bracelet-1', category: 'bracelets', priceMinorUsd: 5_900 },
  { sku: 'bracelet-4', category: 'bracelets', priceMinorUsd: 9_950 },
  { sku: 'necklace-2', category: 'necklaces', priceMinorUsd: 14_500 },
  { sku: 'necklace-5', category: 'necklaces', priceMinorUsd: 7_900 },
  { sku: 'earrings-1', category: 'earrings', priceMinorUsd: 2_990 },
  { sku: 'earrings-6', category: 'earrings', priceMinorUsd: 4_500 },
  { sku: 'watch-2', category: 'watches', priceMinorUsd: 22_000 },
  { sku: 'cloth-1', category: 'care', priceMinorUsd: 890 },
];

/** Currencies customers pay in, and minor units of each for one US cent: rough, a shop's price list is no exchange. */
export const currencies = { USD: 1, EUR: 0.9, GBP: 0.8, JPY: 1.5 } as const;
export type ShopCurrency = keyof typeof currencies;

/** Price of a product in minor units of a currency. */
export function priceOf(product: Product, currency: ShopCurrency): number {
  return Math.round(product.priceMinorUsd * currencies[currency]);
}
