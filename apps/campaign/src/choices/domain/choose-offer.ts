import { canonicalJson, deterministicId } from '@perennial/contracts';
import { betaAfter, ThompsonSampling } from '@perennial/experiments';
import type { Campaign } from '@perennial/programme';

import { drawOf } from '../../domain/draw.js';

/** What became of the offers of one option that are over. */
export interface Outcomes {
  readonly redeemed: number;
  readonly expired: number;
}

/** What is known of the options of a campaign, at one time. */
export interface ChoicePolicy {
  /** 1, 2, 3 … of a campaign; 0: nothing is known. */
  readonly version: number;
  /** By option; of one that is not there nothing is known. */
  readonly outcomes: Readonly<Record<string, Outcomes>>;
}

export const NOTHING_LEARNT: ChoicePolicy = { version: 0, outcomes: {} };

interface EligibleOption extends Outcomes {
  readonly option: string;
  readonly gain: number;
  /** Probability that the policy chooses it of these; together 1. */
  readonly propensity: number;
}

/** A choice among offers, with everything it takes to make it again. Kept as it is: never rename a key. */
export interface OfferChoice {
  readonly policyVersion: number;
  /** Of what was known of the customer: equal where that was equal. Choices of before it was kept have none. */
  readonly contextHash?: string;
  /** The options that passed every question, in the order of their ids. */
  readonly eligible: readonly EligibleOption[];
  readonly chosen: string;
  /** Of the one that was chosen. */
  readonly propensity: number;
  /** Of this choice; whole, 0 to 2^32 - 1. */
  readonly seed: number;
  /** Propensities are counted over so many simulated choices, which `drawSeed` begins. */
  readonly draws: number;
  readonly drawSeed: number;
  /** Each eligible option is chosen with at least this probability, by lot. */
  readonly floor: number;
}

/**
 * 1 in 100 for each option: so none is given up for what happened to its first few customers, and 10,000 decisions tell enough
 * of every option to say what it alone would have come to. With 2 options at most 1 customer in 100 gets the worse one for it.
 */
const SIMULATED = { draws: 20_000, drawSeed: 1, floor: 0.01 };

const PRIOR = { kind: 'beta', a: 1, b: 1 } as const;

/**
 * Chooses among the offers of a campaign by Thompson sampling: a rate of redemption is drawn for each from what is known of it,
 * Beta(1 + redeemed, 1 + expired), and the highest rate times gain is chosen (Thompson 1933; Chapelle and Li 2011).
 *
 * The seed is the first 32 bits of the name-based UUID of `choice` and the id of the decision, so the same decision chooses the
 * same whoever makes it, as long as the policy is the same.
 *
 * @param eligible ids of options, one at least, in any order
 */
export function chooseOffer(
  campaign: Campaign,
  eligible: readonly string[],
  decisionId: string,
  policy: ChoicePolicy,
): OfferChoice {
  const { known, sampling } = samplingOf(campaign, policy);
  const seed = drawOf('choice', decisionId);
  const { chosen, propensity } = sampling.choose(eligible, seed);
  const propensities = [...sampling.propensities(eligible)];
  return {
    policyVersion: policy.version,
    eligible: propensities.flatMap(([id, share]) =>
      known.filter(({ option }) => option === id).map((option) => ({ ...option, propensity: share })),
    ),
    ...{ chosen, propensity, seed },
    ...SIMULATED,
  };
}

interface Sampled {
  readonly known: readonly Omit<EligibleOption, 'propensity'>[];
  readonly sampling: ThompsonSampling;
}

/**
 * The name-based UUID of `context` and the canonical JSON of what is known of a customer, as conditions see it. The policy does not look at it: whoever
 * evaluates one that would can tell which decisions were about the same.
 */
export function contextHashOf(context: object): string {
  return deterministicId('context', canonicalJson(context));
}

/** Simulating takes some ten milliseconds, and most decisions are made among the same options by the same policy. */
const lastOf = new WeakMap<Campaign, Sampled & { readonly policy: string }>();

function samplingOf(campaign: Campaign, { version, outcomes }: ChoicePolicy): Sampled {
  const policy = JSON.stringify([version, outcomes]);
  const last = lastOf.get(campaign);
  if (last?.policy === policy) return last;
  const known = (campaign.offers ?? []).map(({ id, gain }) => {
    const { redeemed, expired } = outcomes[id] ?? { redeemed: 0, expired: 0 };
    return { option: id, gain, redeemed, expired };
  });
  const arms = known.map(({ option, gain, redeemed, expired }) => ({
    ...{ id: option, posterior: betaAfter(PRIOR, redeemed, expired) },
    ...{ margin: gain, cost: 0 },
  }));
  const sampling = new ThompsonSampling({ version: String(version), arms, ...SIMULATED });
  const sampled = { policy, known, sampling };
  lastOf.set(campaign, sampled);
  return sampled;
}
