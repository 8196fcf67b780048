import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// Locked as offers always are. Of an offer that was settled nothing changes any more.
const LOCK = /* sql */ `
  select customer_id, offer_id
    from offer
   where offer_id = any($1::uuid[]) and settles_at is not null
   order by customer_id, offer_id
     for update`;

// A statement of its own: whoever had the lock may have given the offer to another record, which one that locks and writes would look for by
// the old one.
const ADD = /* sql */ `
  update offer o
     set points_told = o.points_told + told.points,
         ended = case when told.gave then 'redeemed' else o.ended end,
         ended_at = case when o.ended is null and told.gave then $5::timestamptz else o.ended_at end
    from unnest($1::text[], $2::uuid[], $3::int8[], $4::boolean[]) as told (customer_id, offer_id, points, gave)
    join offer before using (customer_id, offer_id)
   where o.customer_id = told.customer_id and o.offer_id = told.offer_id
  returning o.offer_id, o.customer_id, o.campaign_id, o.programme_version, before.ended is null and o.ended is not null as is_first`;

interface Row {
  readonly offer_id: string;
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly is_first: boolean;
}

/** What the ledger tells of an offer. */
export interface Multiplied {
  readonly offerId: string;
  /** Below 0: more was taken back than given. */
  readonly points: number;
  /** Whether an order has taken it, whatever was taken back of that before or after. */
  readonly gave: boolean;
}

/** Adds what offers gave, or what was taken back of it, at most once each. @returns those that an order has taken by it */
export async function addMultiplied(
  tx: Tx,
  told: readonly Multiplied[],
  at: Date,
): Promise<{ offerId: string; customerId: string; campaignId: string; programmeVersion: number }[]> {
  const ids = plainColumn(told, ({ offerId }) => offerId);
  const locked = await tx.query<Pick<Row, 'customer_id' | 'offer_id'>>(LOCK, [ids], 'campaign.lock-multiplied');
  if (locked.length === 0) return [];
  const byId = new Map(told.map((one) => [one.offerId, one]));
  const columns = [
    textColumn(locked, ({ customer_id }) => customer_id),
    plainColumn(locked, ({ offer_id }) => offer_id),
    plainColumn(locked, ({ offer_id }) => byId.get(offer_id)?.points ?? 0),
    plainColumn(locked, ({ offer_id }) => byId.get(offer_id)?.gave ?? false),
  ];
  const rows = await tx.query<Row>(ADD, [...columns, at], 'campaign.add-multiplied');
  return rows
    .filter(({ is_first }) => is_first)
    .map((row) => ({
      offerId: row.offer_id,
      customerId: row.customer_id,
      campaignId: row.campaign_id,
      programmeVersion: row.programme_version,
    }));
}
