import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import type { IssuedOffer } from '../../domain/offer.js';

const SQL = /* sql */ `
  insert into offer (customer_id, offer_id, bucket, campaign_id, kind, value, code, valid_from, valid_to,
                     programme_version, text)
  select * from unnest($1::text[], $2::uuid[], $3::int2[], $4::text[], $5::text[], $6::jsonb[], $7::text[],
                       $8::timestamptz[], $9::timestamptz[], $10::int4[], $11::text[])`;

export async function insertOffers(tx: Tx, offers: readonly IssuedOffer[]): Promise<void> {
  await tx.query(
    SQL,
    [
      offers.map(({ customerId }) => customerId),
      offers.map(({ offerId }) => offerId),
      offers.map(({ customerId }) => bucketOf(customerId)),
      offers.map(({ campaignId }) => campaignId),
      offers.map(({ kind }) => kind),
      offers.map(({ value }) => JSON.stringify(value)),
      offers.map(({ code }) => code),
      offers.map(({ validFrom }) => validFrom),
      offers.map(({ validTo }) => validTo),
      offers.map(({ programmeVersion }) => programmeVersion),
      offers.map(({ text }) => text),
    ],
    'campaign.insert-offers',
  );
}
