import { writeOutbox } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { ProblemError, type CommandResult } from '@perennial/service';

import { placeConfirmedMessage } from '../codes/offer-outcome-messages.js';
import { CAMPAIGN_SOURCE } from '../domain/campaign-source.js';
import { settleOffers } from '../store/settle-offers.js';
import { canCancel, canConfirm, type Place } from './domain/place.js';
import { isStillHeld, savePlace } from './queries/places.js';
import { heldExperience, type OfferNamed } from './reserve-place.js';

/** What a settlement takes for all that was set aside: a place has a price, and no part of it. */
const WHOLE = { spentMinor: 0n, currency: '' } as const;

/**
 * Confirms the place of an offer, which redeems it, or cancels it, which gives the place back and opens the offer again.
 *
 * @throws ProblemError UNKNOWN_OFFER, UNKNOWN_RESERVATION (404), RESERVATION_ENDED (409)
 */
export async function endPlace(
  { tx, now }: { readonly tx: Tx; readonly now: Date },
  named: OfferNamed,
  how: 'confirm' | 'cancel',
): Promise<CommandResult> {
  const experience = await heldExperience(tx, named);
  const { place, ended, offerId, customerId } = experience;
  if (!place) throw new ProblemError(404, 'UNKNOWN_RESERVATION', 'The offer has no place in a slot.');
  const can =
    how === 'cancel'
      ? canCancel(place, now)
      : canConfirm(place, now) && ended === undefined && (await isStillHeld(tx, experience, place));
  if (!can) {
    const why = now < place.startsAt ? 'or its time is over' : 'and the slot has begun';
    throw new ProblemError(409, 'RESERVATION_ENDED', `The place is ${place.state}, ${why}.`, { standing: place.state });
  }
  const after: Place = { ...place, state: how === 'confirm' ? 'confirmed' : 'cancelled' };
  await savePlace(tx, experience, after);
  if (how === 'confirm') {
    await settleOffers(tx, [{ offerId, customerId, outcome: 'redeemed', ...WHOLE }], now);
    await writeOutbox(tx, [placeConfirmedMessage(experience, place, now)], CAMPAIGN_SOURCE);
  } else if (place.state === 'confirmed')
    await settleOffers(tx, [{ offerId, customerId, outcome: 'reversed', ...WHOLE }], now);
  const at = place.startsAt.toISOString();
  return { status: 200, body: { offerId, slot: place.slot, at, status: after.state } };
}
