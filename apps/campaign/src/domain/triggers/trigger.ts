import type { Envelope } from '@perennial/contracts';

/**
 * Whether a campaign has to look at a customer.
 *
 * @param countedBefore purchases of the customer that count, without the new ones
 * @param purchases the customer's new ones, in order of things
 * @returns the purchase that triggers the campaign, if one does
 */
export type Trigger = (countedBefore: number, purchases: readonly Envelope[]) => Envelope | undefined;
