import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  with heir as (
    select * from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
  ), answers as (
    update decision d set customer_id = heir.into_id, bucket = heir.bucket from heir where d.customer_id = heir.from_id
  ), places as (
    update slot_reservation r set customer_id = heir.into_id, bucket = heir.bucket from heir where r.customer_id = heir.from_id
  ), codes as (
    update code set customer_id = heir.into_id, bucket = heir.bucket from heir where code.customer_id = heir.from_id
  )
  update offer set customer_id = heir.into_id, bucket = heir.bucket from heir where offer.customer_id = heir.from_id`;

/** Has what was decided and offered name another record of the same person. @param heirs the record that is named, and the other */
export async function giveOffersTo(tx: Tx, heirs: readonly (readonly [string, string])[]): Promise<void> {
  if (heirs.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(heirs, ([from]) => from),
      textColumn(heirs, ([, into]) => into),
      plainColumn(heirs, ([, into]) => bucketOf(into)),
    ],
    'campaign.give-offers-to',
  );
}
