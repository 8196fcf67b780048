import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { ProblemError, type CommandResult } from '@perennial/service';

import { heldUntil, isTaken } from './domain/place.js';
import { holdExperience, takePlace, type HeldExperience } from './queries/places.js';
import { slotsOf } from './slots-of.js';

export interface OfferNamed {
  readonly customerId: string;
  readonly offerId: string;
}

/** @throws ProblemError UNKNOWN_OFFER (404) */
export async function heldExperience(tx: Tx, { customerId, offerId }: OfferNamed): Promise<HeldExperience> {
  const experience = await holdExperience(tx, customerId, offerId);
  if (!experience) throw new ProblemError(404, 'UNKNOWN_OFFER', 'The member has no offer of an experience of this id.');
  return experience;
}

/**
 * Holds a place in a slot for an offer, until it is confirmed, cancelled or its time is over.
 *
 * @throws ProblemError UNKNOWN_OFFER (404), OFFER_ENDED, ALREADY_RESERVED, SLOT_OVER, OUT_OF_STOCK (409), UNKNOWN_SLOT (422)
 */
export async function reservePlace(
  { tx, now, programme }: { readonly tx: Tx; readonly now: Date; readonly programme: Programme },
  named: OfferNamed,
  wanted: { readonly slot: string; readonly ttlSeconds: number },
): Promise<CommandResult> {
  const experience = await heldExperience(tx, named);
  const { place, validTo, ended, campaignId, offerId } = experience;
  if (place && isTaken(place, now))
    throw new ProblemError(409, 'ALREADY_RESERVED', 'The offer has a place; cancel it first.', { slot: place.slot });
  if (ended !== undefined || (validTo && now >= validTo))
    throw new ProblemError(409, 'OFFER_ENDED', 'The time of the offer is over.');
  const slots = await slotsOf(tx, programme, campaignId);
  const slot = slots.find((one) => one.slot === wanted.slot);
  if (!slot) {
    const there = slots.map((one) => one.slot);
    const detail = `There is no such slot. There are: ${there.join(', ') || 'none'}.`;
    throw new ProblemError(422, 'UNKNOWN_SLOT', detail, { slots: there });
  }
  if (now >= slot.startsAt) throw new ProblemError(409, 'SLOT_OVER', 'The slot has begun.');
  const until = heldUntil(now, wanted.ttlSeconds, slot, validTo);
  if (!(await takePlace(tx, experience, slot, { until, now })))
    throw new ProblemError(409, 'OUT_OF_STOCK', 'Every place of the slot is taken.', { slot: slot.slot });
  const at = slot.startsAt.toISOString();
  return { status: 201, body: { offerId, slot: slot.slot, at, status: 'reserved', until: until.toISOString() } };
}
