import type { Tx } from '@perennial/persistence';

import type { CodeVault } from '../../codes/code-vault.js';
import type { Place } from '../../slots/domain/place.js';
import type { IssuedOffer, OfferValue } from '../../domain/offer.js';

// One statement, so that "nobody we know" and "no offers" cannot be mixed up by something committed in between.
const SQL = /* sql */ `
  select asked.customer_id, o.offer_id, o.campaign_id, o.kind, o.value, o.scope, o.thing, o.choice, o.note, o.choices, o.note_max,
         o.chosen_at,
         o.valid_from, o.valid_to, o.ended, o.programme_version, o.text, coupon.sealed, coupon.customer_id as sealed_for,
         coalesce(issued_code.uses > 0, false) as used,
         place.slot, place.starts_at, place.state, place.until
    from customer_record asked
    left join lateral (
           select * from offer where customer_id = asked.person_id
            union all
           select offer.*
             from customer_record merged
             join offer on offer.customer_id = merged.customer_id
            where merged.person_id = asked.person_id and merged.person_id <> merged.customer_id
         ) o on true
    left join coupon on coupon.coupon_id = o.offer_id::text
    left join issued_code on issued_code.digest = coupon.digest
    left join slot_reservation place
      on place.customer_id = o.customer_id and place.offer_id = o.offer_id and place.state <> 'cancelled'
   where asked.customer_id = $1
   order by o.valid_from desc, o.offer_id`;

interface Row {
  customer_id: string;
  offer_id: string | null;
  campaign_id: string;
  kind: IssuedOffer['kind'];
  value: OfferValue | null;
  scope: { categories: string[] } | null;
  thing: string | null;
  choice: string | null;
  note: string | null;
  choices: string[] | null;
  note_max: number | null;
  chosen_at: Date | null;
  valid_from: Date;
  valid_to: Date | null;
  ended: 'redeemed' | 'expired' | null;
  programme_version: number;
  text: string;
  sealed: Buffer | null;
  sealed_for: string | null;
  used: boolean;
  slot: string | null;
  starts_at: Date | null;
  state: Place['state'] | null;
  until: Date | null;
}

export interface ListedOffer extends IssuedOffer {
  /** An order uses the code. */
  readonly isUsed: boolean;
  readonly ended?: 'redeemed' | 'expired';
  /** When the customer chose the variant, or wrote the note. */
  readonly chosenAt?: Date;
  /** Of an experience: the place that was not cancelled. */
  readonly place?: Place;
}

/** Every offer a customer was made, under whichever record of the same person, newest first; undefined when no accepted event has named the customer. */
export async function listOffers(db: Tx, customerId: string, vault: CodeVault): Promise<ListedOffer[] | undefined> {
  const rows = await db.query<Row>(SQL, [customerId], 'campaign.list-offers');
  if (rows.length === 0) return undefined;
  return rows.flatMap((row) => (row.offer_id === null ? [] : [offerOfRow(row, row.offer_id, vault)]));
}

function offerOfRow(row: Row, offerId: string, vault: CodeVault): ListedOffer {
  const {
    value,
    scope,
    thing,
    choice,
    note,
    choices,
    note_max: noteMax,
    chosen_at: chosenAt,
    sealed,
    sealed_for: sealedFor,
    ended,
    slot,
    starts_at: startsAt,
    state,
    until,
  } = row;
  return {
    offerId,
    customerId: row.customer_id,
    campaignId: row.campaign_id,
    kind: row.kind,
    ...(value && { value }),
    ...(scope && { scope }),
    ...(thing !== null && { thing }),
    ...(choice !== null && { choice }),
    ...(note !== null && { note }),
    ...(choices && { choices }),
    ...(noteMax !== null && { noteMax }),
    ...(chosenAt && { chosenAt }),
    ...(sealed && sealedFor !== null && { code: vault.open(sealed, sealedFor) }),
    validFrom: row.valid_from,
    ...(row.valid_to && { validTo: row.valid_to }),
    ...(ended && { ended }),
    ...(slot !== null && startsAt && state && until && { place: { slot, startsAt, state, until } }),
    isUsed: row.used,
    programmeVersion: row.programme_version,
    text: row.text,
  };
}
