import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const FEATURES = /* sql */ `
  with moved as (
    delete from customer_feature f
     using unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
     where f.customer_id = move.from_id
    returning move.into_id, f.kind, move.bucket, f.data, f.at, f.source, f.event_id
  )
  insert into customer_feature (customer_id, kind, bucket, data, at, source, event_id)
  select distinct on (into_id, kind) * from moved order by into_id, kind, at desc, source desc, event_id desc
      on conflict (customer_id, kind) do update
     set data = excluded.data, at = excluded.at, source = excluded.source, event_id = excluded.event_id
   where (customer_feature.at, customer_feature.source, customer_feature.event_id)
       < (excluded.at, excluded.source, excluded.event_id)`;

const VIEWS = /* sql */ `
  update category_view v set customer_id = move.into_id, bucket = move.bucket
    from unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)
   where v.customer_id = move.from_id`;

/** Knows of the persons that others have become what was known of these: of each kind the newest. All are locked by `tx`. */
export async function moveFeatures(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  if (moves.size === 0) return;
  const pairs = [...moves];
  const columns = [
    textColumn(pairs, ([from]) => from),
    textColumn(pairs, ([, into]) => into),
    plainColumn(pairs, ([, into]) => bucketOf(into)),
  ];
  await tx.query(FEATURES, columns, 'campaign.move-features');
  await tx.query(VIEWS, columns, 'campaign.move-views');
}
