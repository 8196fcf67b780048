import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

const SQL = /* sql */ `
  update offer o
     set settles_at = null,
         ended = coalesce(o.ended, 'expired'),
         ended_at = coalesce(o.ended_at, $3::timestamptz),
         taken = o.taken - array(select unit from jsonb_object_keys(o.taken) unit where unit !~ '(^| )offers$')
    from unnest($1::text[], $2::uuid[]) as n (customer_id, offer_id)
   where o.customer_id = n.customer_id and o.offer_id = n.offer_id`;

/** @param offers that `tx` has locked: whatever the ledger tells of them later changes nothing any more */
export async function endMultipliers(
  tx: Tx,
  offers: readonly { readonly customerId: string; readonly offerId: string }[],
  at: Date,
): Promise<void> {
  if (offers.length === 0) return;
  const columns = [textColumn(offers, ({ customerId }) => customerId), plainColumn(offers, ({ offerId }) => offerId)];
  await tx.query(SQL, [...columns, at], 'campaign.end-multipliers');
}
