import type { Tx } from '@perennial/persistence';
import type { Campaign } from '@perennial/programme';

import { leftAt } from './domain/place.js';
import { countTaken } from './queries/places.js';
import { slotsIn } from './slots-of.js';

/**
 * How many places can still be taken of the campaigns whose experience has slots, by campaign: of slots that have not begun, those
 * neither confirmed nor held. Nothing is locked: who wants one takes it, or is told that there is none.
 */
export async function countPlacesLeft(
  tx: Tx,
  campaigns: readonly Campaign[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const left = new Map<string, number>();
  for (const campaign of campaigns) {
    const slots = slotsIn(campaign);
    if (slots.length === 0) continue;
    const names = slots.map(({ slot }) => slot);
    const taken = await countTaken(tx, campaign.id, names, now);
    left.set(
      campaign.id,
      slots.reduce((sum, slot) => sum + leftAt(slot, taken.get(slot.slot) ?? 0, now), 0),
    );
  }
  return left;
}
