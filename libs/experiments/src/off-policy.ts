import { normalQuantile } from './distributions.js';
import { checkLog, type Evaluated } from './logged-decisions.js';
import type { Estimate } from './relative-lift.js';
import { CONFIDENCE } from './settings.js';

/** What another policy would have come to for each decision, from what was logged of the one in force. */
export interface OffPolicyEstimates {
  readonly estimated: true;
  readonly decisions: number;
  /** So many decisions of the other policy itself would tell as much: (sum w)² / sum w². */
  readonly effectiveDecisions: number;
  /** About 1, when the logged propensities are right. */
  readonly meanWeight: Estimate;
  /** Inverse propensity scoring: unbiased, and the widest. */
  readonly ips: Estimate;
  /** Self-normalised: a little biased, narrower, and within the range of the rewards. */
  readonly snips: Estimate;
  /** What the model of the rewards says, without a look at what came. Null without a model. */
  readonly directMethod: number | null;
  /** The model, put right by what came: unbiased where either the propensities or the model are right. Null without a model. */
  readonly doublyRobust: Estimate | null;
}

/** The log says too little of the other policy: no figure is better than a wrong one. */
export interface NotEstimated {
  readonly estimated: false;
  readonly reason: 'too-few-effective';
  /** For a person: what was there and what is needed. */
  readonly detail: string;
  readonly decisions: number;
  readonly effectiveDecisions: number;
  readonly effectiveMin: number;
}

export interface OffPolicySettings {
  readonly confidence?: number;
  /** Fewer effective decisions are refused; 100 or 1 % of the decisions, whichever is more, when left out. */
  readonly effectiveMin?: number;
}

const EFFECTIVE_MIN = 100;
const EFFECTIVE_SHARE_MIN = 0.01;

/**
 * IPS = mean(w r), SNIPS = sum(w r) / sum(w), DM = mean sum_a pi(a) q(a), DR = DM + mean(w (r - q)), with w = pi / propensity of what
 * was chosen (Horvitz and Thompson 1952; Swaminathan and Joachims 2015; Dudik, Langford and Li 2011). Intervals are normal, that of
 * SNIPS by the delta method.
 *
 * @throws RangeError when lengths do not fit, a propensity is not above 0 and at most 1, or the target is no distribution
 */
export function offPolicyEstimates(
  evaluated: Evaluated,
  settings: OffPolicySettings = {},
): OffPolicyEstimates | NotEstimated {
  checkLog(evaluated);
  const weights = weightsOf(evaluated);
  const times = evaluated.times ?? new Float64Array(weights.length).fill(1);
  const decisions = times.reduce((sum, n) => sum + n, 0);
  const effectiveDecisions = effectiveOf(weights, times);
  const effectiveMin = settings.effectiveMin ?? Math.max(EFFECTIVE_MIN, EFFECTIVE_SHARE_MIN * decisions);
  if (effectiveDecisions === 0 || effectiveDecisions < effectiveMin)
    return refused({ decisions, effectiveDecisions, effectiveMin });
  const critical = normalQuantile((1 + (settings.confidence ?? CONFIDENCE)) / 2);
  const { reward } = evaluated;
  const modelled = modelledOf(evaluated, weights);
  return {
    estimated: true,
    decisions,
    effectiveDecisions,
    meanWeight: meanWithin(weights, times, critical),
    ips: meanWithin(
      weights.map((w, i) => w * reward[i]!),
      times,
      critical,
    ),
    snips: selfNormalised(weights, reward, times, critical),
    directMethod: modelled && meanOf(modelled.direct, times),
    doublyRobust: modelled && meanWithin(modelled.robust, times, critical),
  };
}

function refused(counts: Omit<NotEstimated, 'estimated' | 'reason' | 'detail'>): NotEstimated {
  const { decisions, effectiveDecisions, effectiveMin } = counts;
  const detail =
    `${decisions} decisions tell as much of the other policy as ${effectiveDecisions.toFixed(1)} of its own would; ` +
    `${Math.ceil(effectiveMin)} are needed`;
  return { estimated: false, reason: 'too-few-effective', detail, ...counts };
}

function weightsOf({ chosen, propensity, target, actions }: Evaluated): Float64Array {
  return propensity.map((logged, i) => target[rowOf(target, actions, i) + chosen[i]!]! / logged);
}

/** Where the values of decision `i` begin: one row for all of them, or one for each. */
function rowOf(table: Float64Array, actions: number, i: number): number {
  return table.length === actions ? 0 : i * actions;
}

function effectiveOf(weights: Float64Array, times: Float64Array): number {
  let [sum, squares] = [0, 0];
  weights.forEach((w, i) => {
    sum += times[i]! * w;
    squares += times[i]! * w * w;
  });
  return squares > 0 ? sum ** 2 / squares : 0;
}

function modelledOf({ chosen, reward, target, model, actions }: Evaluated, weights: Float64Array) {
  if (!model) return null;
  const direct = weights.map((_, i) => {
    const [pi, q] = [rowOf(target, actions, i), rowOf(model, actions, i)];
    let expected = 0;
    for (let action = 0; action < actions; action++) expected += target[pi + action]! * model[q + action]!;
    return expected;
  });
  const robust = direct.map(
    (expected, i) => expected + weights[i]! * (reward[i]! - model[rowOf(model, actions, i) + chosen[i]!]!),
  );
  return { direct, robust };
}

function meanOf(values: Float64Array, times: Float64Array): number {
  let [n, sum] = [0, 0];
  values.forEach((value, i) => {
    n += times[i]!;
    sum += times[i]! * value;
  });
  return sum / n;
}

function meanWithin(values: Float64Array, times: Float64Array, critical: number): Estimate {
  const value = meanOf(values, times);
  let [n, squares] = [0, 0];
  values.forEach((each, i) => {
    n += times[i]!;
    squares += times[i]! * (each - value) ** 2;
  });
  if (n < 2) return { value, low: null, high: null };
  const half = critical * Math.sqrt(squares / (n - 1) / n);
  return { value, low: value - half, high: value + half };
}

function selfNormalised(weights: Float64Array, reward: Float64Array, times: Float64Array, critical: number): Estimate {
  let [sum, rewards, squares] = [0, 0, 0];
  weights.forEach((w, i) => {
    sum += times[i]! * w;
    rewards += times[i]! * w * reward[i]!;
  });
  const value = rewards / sum;
  weights.forEach((w, i) => (squares += times[i]! * (w * (reward[i]! - value)) ** 2));
  const half = (critical * Math.sqrt(squares)) / sum;
  return { value, low: value - half, high: value + half };
}
