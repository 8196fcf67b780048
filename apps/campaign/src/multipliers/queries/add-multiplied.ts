import { plainColumn, type Tx } from '@perennial/persistence';

// Locked as offers always are. Of an offer that was settled nothing changes any more.
const SQL = /* sql */ `
  with told as (
    select * from unnest($1::uuid[], $2::int8[]) as told (offer_id, points)
  ), held as (
    select o.customer_id, o.offer_id, o.ended
      from offer o
      join told using (offer_id)
     where o.settles_at is not null
     order by o.customer_id, o.offer_id
       for update of o
  )
  update offer o
     set points_told = o.points_told + told.points,
         ended = case when o.points_told + told.points > 0 then 'redeemed' else o.ended end,
         ended_at = case when o.ended is null and o.points_told + told.points > 0 then $3::timestamptz else o.ended_at end
    from held
    join told using (offer_id)
   where o.customer_id = held.customer_id and o.offer_id = held.offer_id
  returning o.offer_id, o.customer_id, o.campaign_id, o.programme_version, held.ended is null and o.ended is not null as is_first`;

interface Row {
  readonly offer_id: string;
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly is_first: boolean;
}

/** Adds what offers gave, or what was taken back of it, at most once each. @returns those that an order has taken by it */
export async function addMultiplied(
  tx: Tx,
  told: readonly { readonly offerId: string; readonly points: number }[],
  at: Date,
): Promise<{ offerId: string; customerId: string; campaignId: string; programmeVersion: number }[]> {
  const columns = [plainColumn(told, ({ offerId }) => offerId), plainColumn(told, ({ points }) => points), at];
  const rows = await tx.query<Row>(SQL, columns, 'campaign.add-multiplied');
  return rows
    .filter(({ is_first }) => is_first)
    .map((row) => ({
      offerId: row.offer_id,
      customerId: row.customer_id,
      campaignId: row.campaign_id,
      programmeVersion: row.programme_version,
    }));
}
