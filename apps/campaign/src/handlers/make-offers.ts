import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { DAY_MS } from '../domain/day.js';
import type { Candidate } from '../domain/candidate.js';
import { decideInTurn } from '../domain/decide-in-turn.js';
import type { CustomerFeatures } from '../domain/features.js';
import { monthOf } from '../domain/month-of.js';
import { readSituations, recordDecisions } from '../store/campaign.store.js';
import type { CampaignSettings } from './campaign-chunk.js';
import { offerWithheldMessage, rewardIssuedMessage } from './offer-messages.js';

/**
 * Decides about candidates, keeps the decisions, and makes the offers.
 *
 * @param candidates persons locked by `tx`
 * @param features of them; of those without nothing is known
 * @returns what is to be published
 */
export async function makeOffers(
  tx: Tx,
  candidates: readonly Candidate[],
  features: ReadonlyMap<string, CustomerFeatures>,
  { programme, vault, now }: CampaignSettings & { readonly now: Date },
): Promise<OutgoingMessage[]> {
  if (candidates.length === 0) return [];
  const { version, timeZone, offers: bounds, maxReactionAgeDays } = programme;
  const month = monthOf(now, timeZone);
  const known = await readSituations(tx, candidates, features, { programme, now, month });
  const { decisions, budgets } = decideInTurn(candidates, {
    ...known,
    bounds,
    month,
    now: now.getTime(),
    maxReactionAgeMs: maxReactionAgeDays * DAY_MS,
  });
  const issued = await recordDecisions(tx, decisions, budgets, {
    programmeVersion: version,
    decidedAt: now,
    vault,
  });
  const offerById = new Map(issued.map((offer) => [offer.offerId, offer]));
  return decisions.flatMap((decision) => {
    const offer = offerById.get(decision.decisionId);
    if (offer) return [rewardIssuedMessage(offer, decision)];
    return decision.outcome === 'withheld' ? [offerWithheldMessage(decision, version)] : [];
  });
}
