import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const MOVE = /* sql */ `
  with heir as (
    select * from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
  ), gone as (
    delete from survey_contact c using heir where c.customer_id = heir.from_id
    returning heir.into_id, c.contact_id, heir.bucket, c.at
  ), contacts as (
    insert into survey_contact (customer_id, contact_id, bucket, at) select * from gone on conflict do nothing
  )
  update survey_request r
     set customer_id = heir.into_id, bucket = heir.bucket
    from heir
   where r.customer_id = heir.from_id
     and not exists (select from survey_request other
                      where other.customer_id = heir.into_id and other.request_id = r.request_id)`;

const DROP = /* sql */ `
  with contacts as (delete from survey_contact where customer_id = any($1::text[]))
  delete from survey_request where customer_id = any($1::text[])`;

/** Has requests and contacts name the persons that others have become; these are locked by `tx`. */
export async function moveRequests(tx: Tx, moves: ReadonlyMap<string, string>): Promise<void> {
  if (moves.size === 0) return;
  const pairs = [...moves];
  const columns = [
    textColumn(pairs, ([from]) => from),
    textColumn(pairs, ([, into]) => into),
    plainColumn(pairs, ([, into]) => bucketOf(into)),
  ];
  await tx.query(MOVE, columns, 'campaign.move-requests');
  // What both had is the other's.
  await dropRequests(tx, [...moves.keys()]);
}

/** Forgets whom to ask, and who was asked, of customers who are forgotten. */
export async function dropRequests(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(DROP, [textColumn(customerIds, (customerId) => customerId)], 'campaign.drop-requests');
}
