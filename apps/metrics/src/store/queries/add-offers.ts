import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { isoDate } from '../../domain/calendar-day.js';
import type { CampaignOffer } from '../../domain/campaign-offer.js';

const SQL = /* sql */ `
  insert into campaign_offer (customer_id, campaign_id, arm, bucket, first_day)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int2[], $5::date[])
      on conflict (customer_id, campaign_id, arm) do update set first_day = excluded.first_day
   where excluded.first_day < campaign_offer.first_day`;

/** Keeps the first offer of a person, campaign and arm. @param offers one of each; their customers are persons, locked by `tx` */
export async function addOffers(tx: Tx, offers: readonly CampaignOffer[]): Promise<void> {
  if (offers.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(offers, ({ customerId }) => customerId),
      textColumn(offers, ({ campaignId }) => campaignId),
      textColumn(offers, ({ arm }) => arm),
      plainColumn(offers, ({ customerId }) => bucketOf(customerId)),
      plainColumn(offers, ({ day }) => isoDate(day)),
    ],
    'metrics.add-offers',
  );
}
