/** Decisions as they were logged, and another policy that is to be judged by them. All arrays have one element a decision. */
export interface Evaluated {
  /** How many offers there are; they are numbered from 0. */
  readonly actions: number;
  readonly chosen: Int32Array;
  /** What came of it, when it was redeemed or had expired. */
  readonly reward: Float64Array;
  /** Probability with which the policy in force chose what it chose, above 0. */
  readonly propensity: Float64Array;
  /**
   * Probabilities with which the other policy chooses: `actions` numbers for all decisions, or so many for each of them, decision by
   * decision.
   */
  readonly target: Float64Array;
  /** How many decisions each element stands for, all alike: whole numbers above 0. Left out: one. */
  readonly times?: Float64Array;
  /** Reward that a model expects of each offer, laid out as `target`; undefined without a model. */
  readonly model?: Float64Array;
}

/** Probabilities of a decision may miss 1 by so much. */
const ROUNDING = 1e-9;

/** @throws RangeError that names the first decision which cannot be */
export function checkLog({ actions, chosen, reward, propensity, target, times, model }: Evaluated): void {
  const n = chosen.length;
  if (reward.length !== n || propensity.length !== n)
    throw new RangeError(`${n} choices need as many rewards and propensities: ${reward.length}, ${propensity.length}`);
  for (const table of model ? [target, model] : [target])
    if (table.length !== actions && table.length !== n * actions)
      throw new RangeError(`a table of ${actions} offers has ${actions} or ${n * actions} values, not ${table.length}`);
  for (let i = 0; i < n; i++) {
    if (!(chosen[i]! >= 0 && chosen[i]! < actions)) throw new RangeError(`decision ${i} chose offer ${chosen[i]}`);
    if (!(propensity[i]! > 0 && propensity[i]! <= 1))
      throw new RangeError(`the propensity of decision ${i} must be above 0 and at most 1, not ${propensity[i]}`);
    if (!Number.isFinite(reward[i])) throw new RangeError(`the reward of decision ${i} is ${reward[i]}`);
    if (times && !(Number.isSafeInteger(times[i]) && times[i]! > 0))
      throw new RangeError(`decision ${i} was taken a whole number of times, not ${times[i]}`);
  }
  checkDistributions(target, actions);
}

function checkDistributions(target: Float64Array, actions: number): void {
  for (let row = 0; row < target.length; row += actions) {
    const probabilities = target.subarray(row, row + actions);
    const sum = probabilities.reduce((all, probability) => all + probability, 0);
    if (probabilities.some((probability) => !(probability >= 0)) || !(Math.abs(sum - 1) <= ROUNDING))
      throw new RangeError(`the probabilities of row ${row / actions} of the target must be 0 or more and sum to 1`);
  }
}
