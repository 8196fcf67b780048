import { drawsOf, type Posterior } from './posterior.js';
import { uniformOf, type Uniform } from './uniform.js';

/** One of the offers there are to choose among. Its worth is what the posterior says, times `margin`, less `cost`. */
export interface Arm {
  readonly id: string;
  readonly posterior: Posterior;
  /** What one unit of the reward is worth: money of one conversion, or the share of revenue that is left. */
  readonly margin: number;
  /** What one offer costs, whatever comes of it. An arm of margin 0 and cost 0 is not to send anything. */
  readonly cost: number;
}

/** What is known at one time. A decision can be computed again as long as the policy of its version is kept. */
export interface Policy {
  readonly version: string;
  readonly arms: readonly Arm[];
  /** Propensities are counted over so many simulated choices: 20,000 tell .5 to .007 (95 %). */
  readonly draws: number;
  /** Of those choices; whole, 0 to 2^32 - 1. */
  readonly drawSeed: number;
  /** Each eligible offer is chosen with at least this probability; `PROPENSITY_MIN` when left out, and never less. */
  readonly floor?: number;
}

/** What has to be kept of a decision, so that it can be computed again to the bit, and other policies be judged by it. */
export interface Choice {
  readonly policyVersion: string;
  /** Ids in the order of their code units, each once. */
  readonly eligible: readonly string[];
  readonly chosen: string;
  /** Probability that the policy chooses this one of those that were eligible, from its floor to 1. */
  readonly propensity: number;
  /** Of this choice alone. */
  readonly seed: number;
}

/**
 * The lowest floor there is: no weight of an off-policy estimate is above 10,000, and no offer is never tried again. An offer is
 * chosen as often as the floor indeed, not only said to be: else the estimates would be biased.
 */
export const PROPENSITY_MIN = 1e-4;

/**
 * Thompson sampling (Thompson 1933; Chapelle and Li 2011): a rate or mean is drawn for each eligible offer, and the one with the
 * highest worth is chosen. As often as the floor says for each eligible offer, one of them is chosen by lot instead.
 */
export class ThompsonSampling {
  private readonly arms: ReadonlyMap<string, Arm>;
  /** Simulated once for each set of eligible offers: a policy does not change. */
  private readonly known = new Map<string, Float64Array>();
  private readonly floor: number;

  /** @throws RangeError when an id is twice there, draws are not whole and above 0, or the floor is below 1e-4 */
  constructor(private readonly policy: Policy) {
    this.arms = new Map(policy.arms.map((arm) => [arm.id, arm]));
    if (this.arms.size < policy.arms.length) throw new RangeError('each offer of a policy needs an id of its own');
    if (!Number.isSafeInteger(policy.draws) || policy.draws < 1)
      throw new RangeError(`draws must be whole and above 0, not ${policy.draws}`);
    this.floor = policy.floor ?? PROPENSITY_MIN;
    if (!(this.floor >= PROPENSITY_MIN))
      throw new RangeError(`the floor must be ${PROPENSITY_MIN} or more, not ${this.floor}`);
  }

  /**
   * @param eligible ids in any order, one at least
   * @param seed whole, 0 to 2^32 - 1; another one for each decision
   * @throws RangeError when an id is not of this policy
   */
  choose(eligible: Iterable<string>, seed: number): Choice {
    const arms = this.sorted(eligible);
    const chosen = new Chooser(arms, uniformOf(seed)).next(this.floor);
    return {
      policyVersion: this.policy.version,
      eligible: arms.map(({ id }) => id),
      chosen: arms[chosen]!.id,
      propensity: this.propensitiesOf(arms)[chosen]!,
      seed,
    };
  }

  /** How likely each of these is chosen; together 1. */
  propensities(eligible: Iterable<string>): ReadonlyMap<string, number> {
    const arms = this.sorted(eligible);
    const shares = this.propensitiesOf(arms);
    return new Map(arms.map(({ id }, i) => [id, shares[i]!]));
  }

  private sorted(eligible: Iterable<string>): Arm[] {
    const arms = [...new Set(eligible)].sort().map((id) => {
      const arm = this.arms.get(id);
      if (!arm) throw new RangeError(`offer ${id} is not of policy ${this.policy.version}`);
      return arm;
    });
    if (arms.length === 0) throw new RangeError('there must be an offer to choose');
    if (arms.length * this.floor >= 1) throw new RangeError(`${arms.length} offers are too many to choose among`);
    return arms;
  }

  private propensitiesOf(arms: readonly Arm[]): Float64Array {
    const key = JSON.stringify(arms.map(({ id }) => id));
    const known = this.known.get(key);
    if (known) return known;
    const { draws, drawSeed } = this.policy;
    const chooser = new Chooser(arms, uniformOf(drawSeed));
    const counts = new Float64Array(arms.length);
    for (let draw = 0; draw < draws; draw++) counts[chooser.best()]! += 1;
    const free = 1 - arms.length * this.floor;
    const shares = counts.map((count) => this.floor + (free * count) / draws);
    this.known.set(key, shares);
    return shares;
  }
}

/** One stream of random numbers, and what is drawn from it. */
class Chooser {
  private readonly draws: readonly (() => number)[];

  constructor(
    private readonly arms: readonly Arm[],
    private readonly uniform: Uniform,
  ) {
    this.draws = arms.map(({ posterior }) => drawsOf(posterior, uniform));
  }

  next(floor: number): number {
    const lot = Math.floor(this.uniform() / floor);
    return lot < this.arms.length ? lot : this.best();
  }

  /** Of equal ones the first. */
  best(): number {
    let best = 0;
    let highest = -Infinity;
    for (let i = 0; i < this.arms.length; i++) {
      const { margin, cost } = this.arms[i]!;
      const worth = this.draws[i]!() * margin - cost;
      if (worth > highest) [best, highest] = [i, worth];
    }
    return best;
  }
}
