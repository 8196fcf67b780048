import { drawCode, type RandomBytes } from '@perennial/codes';
import type { Envelope } from '@perennial/contracts';
import type { Chunk, ChunkResult } from '@perennial/messaging';
import { recordOrders } from '@perennial/orders';
import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { offerOf } from '../domain/offer.js';
import { purchaseChanges } from '../domain/purchase-changes.js';
import { respond } from '../domain/respond.js';
import { countNewPurchases, recordDecisions } from '../store/campaign.store.js';
import { offerWithheldMessage, rewardIssuedMessage } from './offer-messages.js';

/** Answers purchases with the offers of a programme's campaigns. */
export async function answerPurchases(
  events: readonly Envelope[],
  tx: Tx,
  { now }: Chunk,
  { programme, random }: { readonly programme: Programme; readonly random: RandomBytes },
): Promise<ChunkResult> {
  const recorded = await recordOrders(tx, events);
  const { before, orders, accepted, customers } = recorded;
  const changes = purchaseChanges(before, orders, accepted, customers.personOf);
  const histories = await countNewPurchases(tx, changes);

  const decisions = histories.flatMap((history) =>
    respond(programme, history, changes.purchases.get(history.customerId) ?? [], now.getTime()),
  );
  const { version } = programme;
  const offers = decisions.filter(({ outcome }) => outcome === 'offered').map((decision) => offerOf(decision, version));
  const issued = await recordDecisions(tx, decisions, offers, {
    programmeVersion: version,
    decidedAt: now,
    draw: () => drawCode(random),
  });

  const offerById = new Map(issued.map((offer) => [offer.offerId, offer]));
  const messages = decisions.flatMap((decision) => {
    const offer = offerById.get(decision.decisionId);
    if (offer) return [rewardIssuedMessage(offer, decision)];
    return decision.outcome === 'withheld' ? [offerWithheldMessage(decision, version)] : [];
  });
  const { refused: rejected, parked, released } = recorded;
  return { messages, rejected, parked, released };
}
