import { deterministicId } from '@perennial/contracts';
import { offersOf, type CampaignOffer } from '@perennial/programme';

import { chooseOffer, contextHashOf, type ChoicePolicy, type OfferChoice } from '../choices/domain/choose-offer.js';
import type { Candidate } from './candidate.js';
import { accessOf, windowOf } from './access.js';
import { customerInConditions, type CustomerFeatures } from './features.js';
import { armOf, type Arm } from './holdout.js';
import { worthOf, type Money } from './situation.js';
import { steps } from './steps/index.js';
import type { Asked, Finding, Step } from './steps/step.js';

export interface StepTaken extends Omit<Finding, 'stop'> {
  readonly step: string;
  /** Which of several offers it was asked about. */
  readonly option?: string;
}

/** What a campaign answered a customer, and why. */
export interface Decision extends Candidate {
  /** Also the id of the offer made or withheld: the same for the same customer, campaign and cause. */
  readonly decisionId: string;
  readonly arm: Arm;
  readonly outcome: 'offered' | 'withheld' | 'skipped';
  readonly reason: string;
  readonly steps: readonly StepTaken[];
  /** What is offered; only with that outcome. */
  readonly offer?: CampaignOffer;
  /** Face value of the offer; of several, of the one that was chosen. */
  readonly worth?: Money;
  /** Of a campaign with several offers: how the one that is made was chosen. */
  readonly choice?: OfferChoice;
  /** Of an invitation: from when to when the customer has access before everybody else; milliseconds since 1970. */
  readonly access?: { readonly from: number; readonly until: number };
  /** Calendar day on which it was taken, such as `2027-03-15`. */
  readonly day: string;
}

export interface DecisionToOffer extends Decision {
  readonly offer: CampaignOffer;
}

export function isToOffer(decision: Decision): decision is DecisionToOffer {
  return decision.offer !== undefined;
}

/** The control group of all campaigns is drawn like the holdout of a campaign of this name, which none can have. */
const CONTROL_GROUP = '*';

/**
 * Asks the steps about a customer who triggered a campaign. Of several offers those that pass are the ones to choose among.
 *
 * @param policy what is known of the offers of the campaign, where it has several
 */
export function decide(
  candidate: Candidate,
  around: Omit<Asked, 'candidate' | 'arm' | 'controlArm' | 'worth'>,
  policy: ChoicePolicy,
): Decision {
  const { customerId, campaign, cause } = candidate;
  const arm = armOf(customerId, campaign.id, campaign.holdoutPercent);
  const controlPercent = campaign.holdoutPercent > 0 ? around.bounds.controlPercent : 0;
  const controlArm = armOf(customerId, CONTROL_GROUP, controlPercent);
  const offers = offersOf(campaign).map((offer) => ({
    offer,
    worth: worthOf(offer, around.situation, around.market, around.bounds),
  }));
  const decided = {
    ...candidate,
    decisionId: deterministicId('offer', customerId, campaign.id, cause.source, cause.id),
    arm: controlArm === 'holdout' ? controlArm : arm,
    day: around.day,
    ...(offers.length === 1 && worthIn(offers[0])),
  };
  const { taken, left, stop } = askSteps({ ...around, candidate, arm, controlArm, worth: undefined }, offers);
  if (stop) return { ...decided, ...stop, steps: taken };
  const choice = chosenAmong(decided, left, policy, around.situation.features);
  const made = choice ? left.find(({ offer }) => offer.id === choice.chosen) : left[0];
  if (!made) throw new RangeError(`the campaign ${campaign.id} has no offer`);
  return {
    ...decided,
    ...{ outcome: 'offered', reason: 'passed', steps: taken, offer: made.offer },
    ...worthIn(made),
    ...(choice && { choice }),
    ...accessIn(candidate, around),
  };
}

/** From the cause on, where the tier has access already. */
function accessIn(
  { campaign, cause }: Candidate,
  { windows, situation, now }: Pick<Asked, 'windows' | 'situation' | 'now'>,
): Pick<Decision, 'access'> {
  const window = windowOf(campaign.offer, windows);
  if (!window) return {};
  const { from } = accessOf(window, situation.features.tier, now);
  return { access: { from: Math.max(from, cause.at), until: window.opensAt } };
}

interface WorthyOffer {
  readonly offer: CampaignOffer;
  readonly worth: Money | undefined;
}

const worthIn = (one: WorthyOffer | undefined) => one?.worth && { worth: one.worth };

interface Answered {
  readonly taken: readonly StepTaken[];
  /** The offers that passed. */
  readonly left: readonly WorthyOffer[];
  readonly stop?: { readonly outcome: 'withheld' | 'skipped'; readonly reason: string };
}

function askSteps(asked: Asked, offers: readonly WorthyOffer[]): Answered {
  const taken: StepTaken[] = [];
  let left = offers;
  for (const step of steps) {
    const found = findingsOf(step, asked, left);
    taken.push(
      ...found.map(({ option, finding: { stop: _, ...finding } }) => ({ step: step.name, ...option, ...finding })),
    );
    const passed = found.filter(({ finding }) => !finding.stop);
    const [first] = found;
    if (passed.length === 0 && first?.finding.stop)
      return { taken, left, stop: { outcome: first.finding.stop, reason: first.finding.reason } };
    if (step.ofEachOffer) left = passed.flatMap(({ one }) => one);
  }
  return { taken, left };
}

function findingsOf({ ask, ofEachOffer }: Step, asked: Asked, left: readonly WorthyOffer[]) {
  if (!ofEachOffer) return [{ one: left, option: {}, finding: ask(asked) }];
  return left.map((one) => ({
    one: [one],
    option: one.offer.id === undefined ? {} : { option: one.offer.id },
    finding: ask({ ...asked, worth: one.worth }),
  }));
}

/** Undefined of a campaign with one offer: there is nothing to choose, and nothing to learn. */
function chosenAmong(
  { campaign, decisionId, category }: Pick<Decision, 'campaign' | 'decisionId' | 'category'>,
  left: readonly WorthyOffer[],
  policy: ChoicePolicy,
  features: CustomerFeatures,
): OfferChoice | undefined {
  const eligible = left.flatMap(({ offer }) => offer.id ?? []);
  if (eligible.length === 0) return undefined;
  const contextHash = contextHashOf({
    customer: customerInConditions(features),
    ...(category !== undefined && { category }),
  });
  return { ...chooseOffer(campaign, eligible, decisionId, policy), contextHash };
}
