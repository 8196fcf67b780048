import { bucketOf } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { RECORDS_OF_ASKED } from '../../store/queries/persons-records.js';
import type { Place, Slot } from '../domain/place.js';

/** An offer of an experience, as far as its place goes. */
export interface HeldExperience {
  readonly customerId: string;
  readonly offerId: string;
  readonly campaignId: string;
  readonly programmeVersion: number;
  readonly validTo?: Date;
  readonly ended?: 'redeemed' | 'expired';
  readonly place?: Place;
}

const HOLD = /* sql */ `
  select o.customer_id, o.campaign_id, o.programme_version, o.valid_to, o.ended, r.slot, r.starts_at, r.state, r.until
    from customer_record asked
   cross join lateral (${RECORDS_OF_ASKED}) record
    join offer o on o.customer_id = record.customer_id and o.offer_id = $2 and o.kind = 'experience'
    left join slot_reservation r on r.customer_id = o.customer_id and r.offer_id = o.offer_id
   where asked.customer_id = $1
     for update of o`;

interface Row {
  readonly customer_id: string;
  readonly campaign_id: string;
  readonly programme_version: number;
  readonly valid_to: Date | null;
  readonly ended: 'redeemed' | 'expired' | null;
  readonly slot: string | null;
  readonly starts_at: Date | null;
  readonly state: Place['state'] | null;
  readonly until: Date | null;
}

/** An experience that a member was offered, under whichever record of the person, locked until `tx` ends; undefined when there is none. */
export async function holdExperience(tx: Tx, customerId: string, offerId: string): Promise<HeldExperience | undefined> {
  // Waits for the lock; what stands beside the offer is read anew, when whoever had it is done.
  await tx.query<Row>(HOLD, [customerId, offerId], 'campaign.hold-experience');
  const [row] = await tx.query<Row>(HOLD, [customerId, offerId], 'campaign.hold-experience');
  if (!row) return undefined;
  const { slot, starts_at: startsAt, state, until } = row;
  return {
    ...{ customerId: row.customer_id, offerId, campaignId: row.campaign_id, programmeVersion: row.programme_version },
    ...(row.valid_to && { validTo: row.valid_to }),
    ...(row.ended && { ended: row.ended }),
    ...(slot !== null && startsAt && state && until && { place: { slot, startsAt, state, until } }),
  };
}

const HOLD_SLOT = /* sql */ `
  insert into experience_slot (campaign_id, slot, places) values ($1, $2, $3)
      on conflict (campaign_id, slot) do update set places = experience_slot.places`;

const TAKEN = /* sql */ `
  select slot, count(*)::int4 as taken
    from slot_reservation
   where campaign_id = $1 and slot = any($2::text[]) and (state = 'confirmed' or (state = 'reserved' and until > $3))
   group by slot`;

/** How many places are taken of slots at an instant; of those without any, none. */
export async function countTaken(
  tx: Tx,
  campaignId: string,
  slots: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const params = [campaignId, [...slots], now];
  const rows = await tx.query<{ slot: string; taken: number }>(TAKEN, params, 'campaign.count-places-taken');
  return new Map(rows.map(({ slot, taken }) => [slot, taken]));
}

const TAKE = /* sql */ `update experience_slot set places = $3 where campaign_id = $1 and slot = $2`;

const SAVE = /* sql */ `
  insert into slot_reservation (customer_id, offer_id, bucket, campaign_id, slot, starts_at, state, until)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (customer_id, offer_id) do update
     set slot = excluded.slot, starts_at = excluded.starts_at, state = excluded.state, until = excluded.until`;

/** Keeps what became of the place of an offer that `tx` has locked. */
export async function savePlace(
  tx: Tx,
  { customerId, offerId, campaignId }: HeldExperience,
  { slot, startsAt, state, until }: Place,
): Promise<void> {
  const params = [customerId, offerId, bucketOf(customerId), campaignId, slot, startsAt, state, until];
  await tx.query(SAVE, params, 'campaign.save-place');
}

const HOLD_TAKEN_SLOT = /* sql */ `select from experience_slot where campaign_id = $1 and slot = $2 for update`;

const STILL = /* sql */ `
  select state = 'reserved' as held from slot_reservation where customer_id = $1 and offer_id = $2`;

/**
 * Whether a place is still held for its offer, with the slot locked until `tx` ends: by the clock of somebody else its time may
 * have been over, and the place theirs.
 */
export async function isStillHeld(
  tx: Tx,
  { customerId, offerId, campaignId }: HeldExperience,
  { slot }: Place,
): Promise<boolean> {
  await tx.query(HOLD_TAKEN_SLOT, [campaignId, slot], 'campaign.hold-taken-slot');
  const [row] = await tx.query<{ held: boolean }>(STILL, [customerId, offerId], 'campaign.is-place-held');
  return row?.held ?? false;
}

const LET_GO = /* sql */ `
  update slot_reservation set state = 'cancelled'
   where campaign_id = $1 and slot = $2 and state = 'reserved' and until <= $3`;

/**
 * Takes a place, so that of many who want the last one, one gets it: the slot is locked until `tx` ends. Those whose time is over are
 * let go for good.
 *
 * @returns false when all are taken: then nothing was kept
 */
export async function takePlace(
  tx: Tx,
  experience: HeldExperience,
  slot: Slot,
  { until, now }: { readonly until: Date; readonly now: Date },
): Promise<boolean> {
  const key = [experience.campaignId, slot.slot, slot.places];
  await tx.query(HOLD_SLOT, key, 'campaign.hold-slot');
  await tx.query(LET_GO, [experience.campaignId, slot.slot, now], 'campaign.let-places-go');
  const taken = (await countTaken(tx, experience.campaignId, [slot.slot], now)).get(slot.slot) ?? 0;
  if (taken >= slot.places) return false;
  await tx.query(TAKE, key, 'campaign.take-place');
  await savePlace(tx, experience, { slot: slot.slot, startsAt: slot.startsAt, state: 'reserved', until });
  return true;
}
