import type { Tx } from '@perennial/persistence';

/** What became of an offer with a code. */
export type OfferSettlement = {
  readonly offerId: string;
  readonly customerId: string;
} & (
  | {
      /** `reversed`: the order it was used on was undone. It may be used, or expire, after that. */
      readonly outcome: 'redeemed' | 'reversed';
      /** What it took off the order, in minor units. */
      readonly spentMinor: bigint;
      readonly currency: string;
    }
  | { readonly outcome: 'expired' }
);

/** Told of every offer whose code was used or given back, or that ended unused, in the transaction in which it is. */
export async function settleOffers(_tx: Tx, _settlements: readonly OfferSettlement[]): Promise<void> {}
