import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// Both records may have told of the resolution.
const MOVE = /* sql */ `
  with heir as (
    select * from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
  ), gone as (
    delete from issue_resolution r using heir where r.customer_id = heir.from_id
    returning heir.into_id, r.issue_id, heir.bucket, r.at
  ), resolutions as (
    insert into issue_resolution (customer_id, issue_id, bucket, at) select * from gone on conflict do nothing
  )
  update follow_up_case c set customer_id = heir.into_id, bucket = heir.bucket from heir where c.customer_id = heir.from_id`;

/** Has cases and resolutions name the persons that others have become; these are locked by `tx`. */
export async function moveCases(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  if (moves.size === 0) return;
  const pairs = [...moves];
  await tx.query(
    MOVE,
    [
      textColumn(pairs, ([from]) => from),
      textColumn(pairs, ([, into]) => into),
      plainColumn(pairs, ([, into]) => bucketOf(into)),
    ],
    'campaign.move-cases',
  );
}
