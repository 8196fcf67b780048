import { drawCode, type RandomBytes } from '@perennial/codes';
import type { Envelope } from '@perennial/contracts';
import type { Chunk, ChunkHandler, ChunkResult } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';

import { customersNamed } from '../domain/customers-named.js';
import { offerOf } from '../domain/offer.js';
import { respond } from '../domain/respond.js';
import { recordCustomers, recordDecisions, recordOrders } from '../store/campaign.store.js';
import { offerWithheldMessage, rewardIssuedMessage } from './offer-messages.js';

/** Answers purchases with the offers of a programme's campaigns. */
export class CampaignChunkHandler implements ChunkHandler {
  constructor(
    private readonly programme: Programme,
    private readonly random: RandomBytes,
  ) {}

  async handle(events: readonly Envelope[], tx: Tx, chunk: Chunk): Promise<ChunkResult> {
    const changes = await recordOrders(tx, events);
    const refused = new Set(changes.refused.map(({ event }) => event));
    const named = customersNamed(events.filter((event) => !refused.has(event)));
    const histories = await recordCustomers(tx, named, changes);

    const decisions = histories.flatMap((history) =>
      respond(this.programme, history, changes.purchases.get(history.customerId) ?? [], chunk.now.getTime()),
    );
    const { version } = this.programme;
    const offers = decisions
      .filter(({ outcome }) => outcome === 'offered')
      .map((decision) => offerOf(decision, version));
    const issued = await recordDecisions(tx, decisions, offers, {
      programmeVersion: version,
      decidedAt: chunk.now,
      draw: () => drawCode(this.random),
    });

    const offerById = new Map(issued.map((offer) => [offer.offerId, offer]));
    const messages = decisions.flatMap((decision) => {
      const offer = offerById.get(decision.decisionId);
      if (offer) return [rewardIssuedMessage(offer, decision)];
      return decision.outcome === 'withheld' ? [offerWithheldMessage(decision, version)] : [];
    });
    return { messages, rejected: changes.refused };
  }

  /** Erasures are not heard of here yet. */
  async forgottenAmong(): Promise<ReadonlySet<string>> {
    return new Set();
  }
}
