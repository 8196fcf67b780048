import { isEvent, pointsClawedBack, rewardIssued, type Envelope } from '@perennial/contracts';
import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { multiplierUsedMessage } from '../codes/offer-outcome-messages.js';
import { addMultiplied } from './queries/add-multiplied.js';

/** What the ledger books for something that a campaign granted. */
const OF_OFFER = /^grant:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Keeps what multipliers gave for orders, and what was taken back: a sum, and whether any gave something, so it is the same in whatever
 * order the ledger's topics are heard. Points that a campaign gave at once are no multiplier's, and nothing is kept of them.
 *
 * @returns of each that an order has taken, a message, once
 */
export async function hearOfMultiplied(tx: Tx, events: readonly Envelope[], now: Date): Promise<OutgoingMessage[]> {
  const points = new Map<string, number>();
  const causes = new Map<string, Envelope>();
  for (const event of events) {
    const told = toldOf(event);
    if (!told) continue;
    points.set(told.offerId, (points.get(told.offerId) ?? 0) + told.points);
    if (told.points > 0) causes.set(told.offerId, causes.get(told.offerId) ?? event);
  }
  if (points.size === 0) return [];
  const told = [...points].map(([offerId, sum]) => ({ offerId, points: sum, gave: causes.has(offerId) }));
  const taken = await addMultiplied(tx, told, now);
  return taken.flatMap((offer) => {
    const cause = causes.get(offer.offerId);
    return cause ? [multiplierUsedMessage(offer, cause)] : [];
  });
}

function toldOf(event: Envelope): { readonly offerId: string; readonly points: number } | undefined {
  if (isEvent(pointsClawedBack, event)) return ofOffer(event.data.thing, -event.data.points);
  return isEvent(rewardIssued, event) ? ofOffer(event.data.thing, event.data.points ?? 0) : undefined;
}

function ofOffer(thing: string | undefined, points: number) {
  const offerId = OF_OFFER.exec(thing ?? '')?.[1];
  return offerId === undefined ? undefined : { offerId, points };
}
