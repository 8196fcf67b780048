import type { Tx } from '@perennial/persistence';

// Confirmed places alone: which of the reserved ones are held depends on the moment.
const SQL = /* sql */ `
  select r.campaign_id, r.slot, count(*)::int4 as confirmed, s.places
    from slot_reservation r
    left join experience_slot s using (campaign_id, slot)
   where r.state = 'confirmed'
   group by r.campaign_id, r.slot, s.places
  having count(*) > coalesce(s.places, 0)
   limit 1`;

const WITHOUT_OFFER = /* sql */ `
  select r.offer_id, r.state, o.ended
    from slot_reservation r
    left join offer o on o.customer_id = r.customer_id and o.offer_id = r.offer_id and o.campaign_id = r.campaign_id
   where o.offer_id is null or (r.state = 'confirmed') <> (coalesce(o.ended, '') = 'redeemed')
   limit 1`;

interface Row {
  readonly campaign_id: string;
  readonly slot: string;
  readonly confirmed: number;
  readonly places: number | null;
}

/** No slot has more confirmed places than the document allowed, and each is that of a redeemed offer. @returns the first that is not, in words */
export async function findOverfullSlot(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<Row>(SQL);
  if (row) return `${row.confirmed} places of ${row.places ?? 0} are confirmed in ${row.slot} of ${row.campaign_id}`;
  const [lost] = await tx.query<{ offer_id: string; state: string; ended: string | null }>(WITHOUT_OFFER);
  return lost && `the place of offer ${lost.offer_id} is ${lost.state}, and the offer ${lost.ended ?? 'open or gone'}`;
}
