import type { Tx } from '@perennial/persistence';

import { moveColumns } from './move-columns.js';

const SQL = /* sql */ `
  insert into campaign_offer (customer_id, campaign_id, arm, bucket, first_day)
  select move.into_id, o.campaign_id, o.arm, move.bucket, min(o.first_day)
    from unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
    join campaign_offer o on o.customer_id = move.from_id
   group by move.into_id, o.campaign_id, o.arm, move.bucket
      on conflict (customer_id, campaign_id, arm) do update set first_day = excluded.first_day
   where excluded.first_day < campaign_offer.first_day`;

/** Gives persons the first offers of those who have become them. All are locked by `tx`. */
export async function moveOffers(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  await tx.query(SQL, moveColumns(moves), 'metrics.move-offers');
}
