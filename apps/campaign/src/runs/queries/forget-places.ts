import { textColumn, type Tx } from '@perennial/persistence';
import { OF_ACCOUNT } from '@perennial/service';

// Everybody up to there was looked at, so the one before will do.
const placesOf = (table: string): string => /* sql */ `
  update ${table} place
     set cursor = coalesce((select max(r.customer_id) from customer_record r
                             where r.customer_id < place.cursor and r.customer_id <> all($1::text[])), '')
   where place.cursor = any($1::text[])`;

const ACTORS = /* sql */ `update ad_hoc_campaign set actor = $2 where actor = any($1::text[])`;

/** Has places where pages were left off, and who started a campaign, name nobody who is forgotten. */
export async function forgetPlaces(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const forgotten = textColumn(customerIds, (customerId) => customerId);
  await tx.query(placesOf('audience'), [forgotten], 'runs.forget-places-of-audiences');
  await tx.query(placesOf('campaign_run'), [forgotten], 'runs.forget-places-of-runs');
  await tx.query(ACTORS, [forgotten, `${OF_ACCOUNT}forgotten`], 'runs.forget-actors');
}
