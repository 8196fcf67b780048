import { textColumn, type Tx } from '@perennial/persistence';

import { endedOfferOf, type EndedOffer, type EndedOfferRow } from './end-offers.js';

// Codes are locked as orders lock them. One that an order uses stays used; when that is undone, nobody can use it any more either.
const SQL = /* sql */ `
  with locked as (
    select c.coupon_id, i.uses
      from unnest($1::text[], $2::text[]) as n (person_id, cause_id)
      join customer_record record on record.person_id = n.person_id
      join decision d on d.customer_id = record.customer_id and d.cause_id = n.cause_id and d.outcome = 'offered'
      join coupon c on c.coupon_id = d.decision_id::text
      join issued_code i on i.digest = c.digest
     order by i.digest
       for update of i
  )
  update coupon c
     set voided_at = $3, ended = c.ended or locked.uses = 0
    from locked
   where c.coupon_id = locked.coupon_id and c.voided_at is null and not c.ended
  returning c.coupon_id, c.customer_id, c.rule, c.programme_version, $3::timestamptz as ended_at, c.digest, locked.uses = 0 as unused`;

/**
 * Has codes that offers gave for something used by nobody any more.
 *
 * @param causes persons, and the ids of the events that brought the offers
 * @returns the offers whose codes it was; those that an order uses have not ended
 */
export async function voidCodes(
  tx: Tx,
  causes: readonly { readonly customerId: string; readonly causeId: string }[],
  at: Date,
): Promise<EndedOffer[]> {
  if (causes.length === 0) return [];
  const rows = await tx.query<EndedOfferRow>(
    SQL,
    [textColumn(causes, ({ customerId }) => customerId), textColumn(causes, ({ causeId }) => causeId), at],
    'campaign.void-codes',
  );
  return rows.map(endedOfferOf);
}
