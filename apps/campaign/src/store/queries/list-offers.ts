import type { Tx } from '@perennial/persistence';

import type { IssuedOffer } from '../../domain/offer.js';

// One statement, so that "nobody we know" and "no offers" cannot be mixed up by something committed in between.
const SQL = /* sql */ `
  select asked.customer_id, o.offer_id, o.campaign_id, o.kind, o.value, o.code, o.valid_from, o.valid_to,
         o.programme_version, o.text
    from customer_record asked
    left join lateral (
           select * from offer where customer_id = asked.person_id
            union all
           select offer.*
             from customer_record merged
             join offer on offer.customer_id = merged.customer_id
            where merged.person_id = asked.person_id and merged.person_id <> merged.customer_id
         ) o on true
   where asked.customer_id = $1
   order by o.valid_from desc, o.offer_id`;

interface Row {
  customer_id: string;
  offer_id: string | null;
  campaign_id: string;
  kind: 'discount';
  value: { percent: number };
  code: string;
  valid_from: Date;
  valid_to: Date;
  programme_version: number;
  text: string;
}

/** Every offer a customer was made, under whichever record of the same person, newest first; undefined when no accepted event has named the customer. */
export async function listOffers(db: Tx, customerId: string): Promise<IssuedOffer[] | undefined> {
  const rows = await db.query<Row>(SQL, [customerId], 'campaign.list-offers');
  if (rows.length === 0) return undefined;
  return rows.flatMap((row) =>
    row.offer_id === null
      ? []
      : [
          {
            offerId: row.offer_id,
            customerId: row.customer_id,
            campaignId: row.campaign_id,
            kind: row.kind,
            value: row.value,
            code: row.code,
            validFrom: row.valid_from,
            validTo: row.valid_to,
            programmeVersion: row.programme_version,
            text: row.text,
          },
        ],
  );
}
