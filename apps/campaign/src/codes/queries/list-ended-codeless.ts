import type { Tx } from '@perennial/persistence';

import type { EndedOffer } from './end-offers.js';

// Nobody tells of the use of a benefit or an experience, so one whose time is over has ended. A multiplier is settled later.
const SQL = /* sql */ `
  select offer_id, customer_id, campaign_id, programme_version, valid_to
    from offer
   where kind <> 'discount' and ended is null and valid_to <= $1 and settles_at is null
   order by valid_to, customer_id, offer_id
   limit $2
     for update skip locked`;

interface Row {
  readonly offer_id: string;
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly valid_to: Date;
}

/** Offers without a code that have ended at `asOf`, at most `limit` of them, the earliest first; locked until they are settled. */
export async function listEndedCodeless(tx: Tx, asOf: Date, limit: number): Promise<EndedOffer[]> {
  const rows = await tx.query<Row>(SQL, [asOf, limit], 'campaign.list-ended-codeless');
  return rows.map((row) => ({
    offerId: row.offer_id,
    customerId: row.customer_id,
    campaignId: row.campaign_id,
    programmeVersion: row.programme_version,
    endedAt: row.valid_to,
  }));
}
