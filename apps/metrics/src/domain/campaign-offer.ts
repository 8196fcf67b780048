import { compareUtf8 } from '@perennial/contracts';

/** That a campaign made somebody an offer, or would have, but for its holdout. */
export interface CampaignOffer {
  readonly customerId: string;
  readonly campaignId: string;
  readonly arm: 'treatment' | 'holdout';
  /** Days since 1970-01-01. */
  readonly day: number;
}

/** The first of each person, campaign and arm, sorted: two transactions then write rows in one order. */
export function firstOffers(
  offers: readonly CampaignOffer[],
  personOf: (customerId: string) => string,
): CampaignOffer[] {
  const first = new Map<string, CampaignOffer>();
  for (const offer of offers) {
    const customerId = personOf(offer.customerId);
    const key = JSON.stringify([customerId, offer.campaignId, offer.arm]);
    const known = first.get(key);
    if (!known || offer.day < known.day) first.set(key, { ...offer, customerId });
  }
  return [...first.values()].sort(
    (a, b) =>
      compareUtf8(a.customerId, b.customerId) || compareUtf8(a.campaignId, b.campaignId) || compareUtf8(a.arm, b.arm),
  );
}
