import { bucketOf, type EventOf, type referralCreated } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  insert into referral (customer_id, referral_id, bucket, referee_id, device_digest, address_digest, at)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
      on conflict do nothing`;

/** Keeps who brought whom. @param events that were accepted; their customers are locked by `tx` */
export async function saveReferrals(
  tx: Tx,
  events: readonly EventOf<typeof referralCreated>[],
  personOf: (customerId: string) => string,
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(events, ({ data }) => personOf(data.referrerId)),
      textColumn(events, ({ data }) => data.referralId),
      plainColumn(events, ({ data }) => bucketOf(personOf(data.referrerId))),
      textColumn(events, ({ data }) => personOf(data.refereeId)),
      textColumn(events, ({ data }) => data.deviceDigest),
      textColumn(events, ({ data }) => data.addressDigest),
      instantColumn(events, ({ at }) => at),
    ],
    'campaign.save-referrals',
  );
}
