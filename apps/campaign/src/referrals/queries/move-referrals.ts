import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const MOVE = /* sql */ `
  with heir as (
    select * from unnest($1::text[], $2::text[], $3::int2[]) as heir (from_id, into_id, bucket)
  ), friends as (
    update referral r set referee_id = heir.into_id from heir where r.referee_id = heir.from_id and r.customer_id <> heir.from_id
  ), awards as (
    update referral_award a set customer_id = heir.into_id, bucket = heir.bucket from heir where a.customer_id = heir.from_id
  ), clawbacks as (
    update referral_clawback c set customer_id = heir.into_id, bucket = heir.bucket from heir where c.customer_id = heir.from_id
  ), reversals as (
    update referral_reversal v set customer_id = heir.into_id, bucket = heir.bucket
      from heir
     where v.customer_id = heir.from_id
       and not exists (select from referral_reversal other where other.customer_id = heir.into_id)
  )
  update referral r set customer_id = heir.into_id, bucket = heir.bucket from heir where r.customer_id = heir.from_id`;

/** Has referrals name the persons that others have become; these are locked by `tx`. @param heirs who was, and who is */
export async function moveReferrals(tx: Tx, heirs: readonly (readonly [string, string])[]): Promise<void> {
  if (heirs.length === 0) return;
  await tx.query(
    MOVE,
    [
      textColumn(heirs, ([from]) => from),
      textColumn(heirs, ([, into]) => into),
      plainColumn(heirs, ([, into]) => bucketOf(into)),
    ],
    'campaign.move-referrals',
  );
}

const DROP = /* sql */ `
  with awards as (delete from referral_award where customer_id = any($1::text[])),
       clawbacks as (delete from referral_clawback where customer_id = any($1::text[])),
       reversals as (delete from referral_reversal where customer_id = any($1::text[]))
  delete from referral where customer_id = any($1::text[]) or referee_id = any($1::text[])`;

/** Forgets who brought customers who are forgotten, and whom they brought. */
export async function dropReferrals(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  await tx.query(DROP, [textColumn(customerIds, (customerId) => customerId)], 'campaign.drop-referrals');
}
