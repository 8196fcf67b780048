import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import { sharesOf } from '../budget-shares.js';
import type { SettledEnding, SettledOffer } from '../../domain/settlement.js';

const LOCK = /* sql */ `
  select o.customer_id, o.offer_id, o.campaign_id, o.month, o.taken, o.ended
    from offer o
    join (select distinct * from unnest($1::text[], $2::uuid[]) as n (customer_id, offer_id)) n using (customer_id, offer_id)
   order by o.customer_id, o.offer_id
     for update of o`;

interface Row {
  readonly customer_id: string;
  readonly offer_id: string;
  readonly campaign_id: string;
  readonly month: string | null;
  readonly taken: Readonly<Record<string, number>> | null;
  readonly ended: 'redeemed' | 'expired' | null;
}

/** Locks offers until `tx` ends. Those of customers who were forgotten are gone. */
export async function holdOffers(
  tx: Tx,
  offers: readonly { readonly customerId: string; readonly offerId: string }[],
): Promise<SettledOffer[]> {
  const columns = [textColumn(offers, ({ customerId }) => customerId), plainColumn(offers, ({ offerId }) => offerId)];
  const rows = await tx.query<Row>(LOCK, columns, 'campaign.hold-offers');
  return rows.map(({ customer_id: customerId, offer_id: offerId, campaign_id: campaignId, month, taken, ended }) => ({
    ...{ offerId, customerId, campaignId },
    taken: month === null || taken === null ? [] : sharesOf(month, taken),
    ...(ended && { ended }),
  }));
}

const END = /* sql */ `
  update offer o
     set ended = n.ended,
         ended_at = case when n.ended is null then null when n.ended = o.ended then o.ended_at else $5::timestamptz end,
         taken = case when n.is_over
                      then o.taken - array(select unit from jsonb_object_keys(o.taken) unit where unit !~ '(^| )(offers|points)$')
                      else o.taken end
    from unnest($1::text[], $2::uuid[], $3::text[], $4::bool[]) as n (customer_id, offer_id, ended, is_over)
   where o.customer_id = n.customer_id and o.offer_id = n.offer_id and (n.is_over or o.ended is distinct from n.ended)`;

/** @param offers that `tx` has locked, and how each ended */
export async function endOffersAs(tx: Tx, offers: readonly SettledEnding[], at: Date): Promise<void> {
  if (offers.length === 0) return;
  const columns = [
    textColumn(offers, ({ customerId }) => customerId),
    plainColumn(offers, ({ offerId }) => offerId),
    textColumn(offers, ({ ended }) => ended),
    plainColumn(offers, ({ isOver }) => isOver),
    at,
  ];
  await tx.query(END, columns, 'campaign.end-offers-as');
}
