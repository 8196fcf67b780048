export { lookAtMeans, lookAtProportions, type Look, type LookSettings } from './always-valid.js';
export { CAVEATS, type Caveat } from './caveats.js';
export { adjusted, adjustedLift, type AdjustedLift, type Adjustment } from './cuped.js';
export { incrementalOf, type Incremental } from './incremental.js';
export type { Lift } from './lift.js';
export { liftOfMeans } from './lift-of-means.js';
export { liftOfProportions, type Conversions } from './lift-of-proportions.js';
export type { Evaluated } from './logged-decisions.js';
export { mixtureTest, type MixtureTest } from './mixture-test.js';
export {
  offPolicyEstimates,
  type NotEstimated,
  type OffPolicyEstimates,
  type OffPolicySettings,
} from './off-policy.js';
export {
  betaAfter,
  gaussianAfter,
  probabilitySecondBetter,
  type BetaPosterior,
  type GaussianPosterior,
  type Posterior,
} from './posterior.js';
export { effectOnMean, effectOnRate, powerOf, sampleSize, type Aim, type Design, type Effect } from './power.js';
export type { Estimate } from './relative-lift.js';
export {
  pairedSampleOf,
  pairedSampleOfSums,
  sampleOf,
  sampleOfSums,
  type PairedSample,
  type PairedSums,
  type Sample,
  type Sums,
} from './sample.js';
export { sampleRatio, type SampleRatio } from './sample-ratio.js';
export { ThompsonSampling, type Arm, type Choice, type Policy } from './thompson.js';
