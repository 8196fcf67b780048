import { bucketOf } from '@perennial/contracts';
import { instantColumn, plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { Membership } from '../domain/membership.js';

const SQL = /* sql */ `
  insert into audience_member (customer_id, audience, bucket, inside, entered_at, left_at, told, times_told, tell_at)
  select * from unnest($1::text[], $2::text[], $3::int2[], $4::boolean[], $5::timestamptz[], $6::timestamptz[],
                       $7::boolean[], $8::int4[], $9::timestamptz[])
      on conflict (customer_id, audience) do update
     set inside = excluded.inside, entered_at = excluded.entered_at, left_at = excluded.left_at, told = excluded.told,
         times_told = excluded.times_told, tell_at = excluded.tell_at`;

/** Keeps memberships as they are now. Their customers are locked by `tx`. */
export async function saveMemberships(tx: Tx, memberships: readonly Membership[]): Promise<void> {
  if (memberships.length === 0) return;
  await tx.query(
    SQL,
    [
      textColumn(memberships, ({ customerId }) => customerId),
      textColumn(memberships, ({ audience }) => audience),
      plainColumn(memberships, ({ customerId }) => bucketOf(customerId)),
      plainColumn(memberships, ({ inside }) => inside),
      instantColumn(memberships, ({ enteredAt }) => enteredAt),
      instantColumn(memberships, ({ leftAt }) => leftAt),
      plainColumn(memberships, ({ told }) => told),
      plainColumn(memberships, ({ timesTold }) => timesTold),
      instantColumn(memberships, ({ tellAt }) => tellAt),
    ],
    'audiences.save-memberships',
  );
}
