import type { Forgotten } from '@perennial/customers';
import type { Tx } from '@perennial/persistence';
import { offersOf, type Programme } from '@perennial/programme';

import { listPolicies } from '../choices/queries/list-policies.js';
import { claimCodes } from '../codes/claim-codes.js';
import type { CodeVault } from '../codes/code-vault.js';
import { budgetName, wantsOf, type BudgetKey, type BudgetUse } from '../domain/budget.js';
import type { Candidate } from '../domain/candidate.js';
import { DAY_MS } from '../domain/day.js';
import { isToOffer, type Decision } from '../domain/decision.js';
import type { Around } from '../domain/decide-in-turn.js';
import { UNKNOWN_CUSTOMER, type CustomerFeatures } from '../domain/features.js';
import { codedOffer, offerOf, type IssuedOffer } from '../domain/offer.js';
import { periodOf } from '../domain/period.js';
import { afterSettling, type BudgetChange } from '../domain/settlement.js';
import { worthOf, type Situation } from '../domain/situation.js';
import { countPlacesLeft } from '../slots/count-places-left.js';
import { dropOffers } from './queries/drop-offers.js';
import { giveOffersTo } from './queries/give-offers-to.js';
import { changeBudgets, holdBudgets, saveBudgets } from './queries/hold-budgets.js';
import { insertDecisions } from './queries/insert-decisions.js';
import { insertOffers } from './queries/insert-offers.js';
import { listAnswers } from './queries/list-answers.js';
import { listMeanOrders } from './queries/list-mean-orders.js';
import { listOpenWorths } from './queries/list-open-worths.js';
import { readMarket } from './queries/read-market.js';

/**
 * What is asked of before deciding about candidates, who are locked by `tx`. The budgets of their campaigns are locked then, too.
 *
 * @param features of the candidates
 * @param day of the decision, such as `2027-03-15`
 * @param settled what the transaction changes of budgets besides
 */
export async function readSituations(
  tx: Tx,
  candidates: readonly Candidate[],
  features: ReadonlyMap<string, CustomerFeatures>,
  {
    programme,
    now,
    day,
    settled,
  }: {
    readonly programme: Programme;
    readonly now: Date;
    readonly day: string;
    readonly settled: readonly BudgetChange[];
  },
): Promise<Pick<Around, 'situations' | 'market' | 'policies' | 'budgets' | 'placesLeft'>> {
  const persons = [...new Set(candidates.map(({ customerId }) => customerId))];
  const campaigns = [...new Set(candidates.map(({ campaign }) => campaign))];
  const answers = await listAnswers(tx, persons, campaigns, programme);
  const open = await listOpenWorths(tx, persons, now);
  const meanOrders = await listMeanOrders(tx, persons);
  const market = await readMarket(tx);
  const situations = new Map(
    persons.map((person): [string, Situation] => [
      person,
      {
        features: features.get(person) ?? UNKNOWN_CUSTOMER,
        answers: answers.get(person) ?? [],
        open: open.get(person) ?? [],
        meanOrders: meanOrders.get(person) ?? new Map(),
      },
    ]),
  );
  const keys = new Map(settled.map((change): [string, BudgetKey] => [budgetName(change), change]));
  for (const { campaign, customerId, location } of candidates) {
    const situation = situations.get(customerId);
    for (const offer of offersOf(campaign)) {
      const worth = situation && worthOf(offer, situation, market, programme.offers);
      for (const want of wantsOf(campaign, { day, location }, worth)) keys.set(budgetName(want), want);
    }
  }
  const placesLeft = await countPlacesLeft(tx, campaigns, now);
  const policies = await listPolicies(tx, campaignsThatChoose(candidates));
  const budgets = await holdBudgets(tx, [...keys.values()]);
  await changeBudgets(tx, settled);
  return { situations, market, policies, placesLeft, budgets: afterSettling(budgets, settled) };
}

function campaignsThatChoose(candidates: readonly Candidate[]): string[] {
  return [...new Set(candidates.flatMap(({ campaign: { id, offers } }) => (offers ? [id] : [])))];
}

/** Keeps decisions and what they took of the budgets, and gives the offers their codes. @returns the offers */
export async function recordDecisions(
  tx: Tx,
  decisions: readonly Decision[],
  budgets: ReadonlyMap<string, BudgetUse>,
  {
    programmeVersion,
    decidedAt,
    vault,
    maxReactionAgeDays,
  }: {
    readonly programmeVersion: number;
    readonly decidedAt: Date;
    readonly vault: CodeVault;
    readonly maxReactionAgeDays: number;
  },
): Promise<IssuedOffer[]> {
  if (decisions.length === 0) return [];
  await insertDecisions(tx, decisions, { programmeVersion, decidedAt });
  const offered = decisions.filter(isToOffer);
  if (offered.length === 0) return [];
  await saveBudgets(tx, [...budgets.values()]);
  const offers = offered.map((decision) => {
    const { worth, day, campaign } = decision;
    const shares = wantsOf(campaign, decision, worth);
    const offer = offerOf(decision, programmeVersion);
    const multipliesUntil = decision.offer.kind === 'points-multiplier' && offer.validTo;
    return {
      ...offer,
      ...(worth && { worth }),
      ...(shares.length > 0 && { taken: { month: periodOf(day, 'month'), shares } }),
      exempt: campaign.exempt,
      // Given is given: nobody uses them, and they do not end.
      ...(decision.offer.kind === 'points' && { endedAt: decidedAt }),
      // Orders are told of late, and have their say.
      ...(multipliesUntil && { settlesAt: new Date(multipliesUntil.getTime() + maxReactionAgeDays * DAY_MS) }),
    };
  });
  const codes = await claimCodes(tx, offers.flatMap(codedOffer), vault);
  const issued = offers.map((offer) => {
    const code = codes.get(offer.offerId);
    return { ...offer, ...(code !== undefined && { code }) };
  });
  await insertOffers(tx, issued);
  return issued;
}

/**
 * Forgets what was decided about customers and offered to them. A record that was forgotten alone leaves it to the other. The offers are
 * locked by `tx`.
 */
export async function forgetOffers(tx: Tx, forgotten: ReadonlyMap<string, Forgotten>): Promise<void> {
  if (forgotten.size === 0) return;
  await giveOffersTo(
    tx,
    [...forgotten].flatMap(([customerId, { heir }]) => (heir === undefined ? [] : [[customerId, heir] as const])),
  );
  await dropOffers(tx, [...forgotten.keys()]);
}
