import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// A campaign answers a person once: where it has answered the other record too, that answer is the one that stays.
const SQL = /* sql */ `
  with heir as (
    select * from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
  ), answered_twice as (
    delete from decision d
     using heir
     where d.customer_id = heir.from_id and d.outcome <> 'skipped'
       and exists (select from decision other where other.customer_id = heir.into_id and other.campaign_id = d.campaign_id
                                                and other.outcome <> 'skipped')
    returning d.customer_id, d.decision_id
  ), answers as (
    update decision d set customer_id = heir.into_id, bucket = heir.bucket
      from heir
     where d.customer_id = heir.from_id and (d.customer_id, d.decision_id) not in (select * from answered_twice)
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
