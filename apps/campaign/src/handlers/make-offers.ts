import type { OutgoingMessage } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';
import { accessWindowsOf } from '@perennial/programme';

import { DAY_MS } from '../domain/day.js';
import type { Candidate } from '../domain/candidate.js';
import { decideInTurn, isAnswer } from '../domain/decide-in-turn.js';
import type { CustomerFeatures } from '../domain/features.js';
import { dayIn } from '../domain/period.js';
import { toPublish } from '../domain/runs.js';
import type { BudgetChange } from '../domain/settlement.js';
import { readSituations, recordDecisions } from '../store/campaign.store.js';
import { addToBudgets } from '../store/queries/hold-budgets.js';
import { listLastDecisions } from '../store/queries/list-last-decisions.js';
import type { CampaignSettings } from './campaign-chunk.js';
import { offerWithheldMessage, offerMadeMessages } from './offer-messages.js';

/**
 * Decides about candidates, keeps the decisions, and makes the offers.
 *
 * @param candidates persons locked by `tx`
 * @param features of them; of those without nothing is known
 * @param settled what the transaction changes of budgets besides: all of them are locked here, once, last and in one order
 * @returns what is to be published
 */
export async function makeOffers(
  tx: Tx,
  candidates: readonly Candidate[],
  features: ReadonlyMap<string, CustomerFeatures>,
  { programme, vault, now }: CampaignSettings & { readonly now: Date },
  settled: readonly BudgetChange[] = [],
): Promise<OutgoingMessage[]> {
  if (candidates.length === 0) {
    await addToBudgets(tx, settled);
    return [];
  }
  const { version, timeZone, offers: bounds, maxReactionAgeDays } = programme;
  const day = dayIn(now, timeZone);
  const known = await readSituations(tx, candidates, features, { programme, now, day, settled });
  const { decisions, budgets } = decideInTurn(candidates, {
    ...known,
    bounds,
    windows: accessWindowsOf(programme),
    day,
    now: now.getTime(),
    maxReactionAgeMs: maxReactionAgeDays * DAY_MS,
  });
  // Asked before they are kept, of those alone whose repetition nobody needs to hear of.
  const repeatable = decisions.filter((decision) => decision.outcome === 'withheld' && !isAnswer(decision));
  const last = await listLastDecisions(tx, repeatable);
  const issued = await recordDecisions(tx, decisions, budgets, {
    programmeVersion: version,
    decidedAt: now,
    vault,
    maxReactionAgeDays,
  });
  const offerById = new Map(issued.map((offer) => [offer.offerId, offer]));
  return toPublish(decisions, last).flatMap((decision) => {
    const offer = offerById.get(decision.decisionId);
    return offer ? offerMadeMessages(offer, decision) : [offerWithheldMessage(decision, version)];
  });
}
