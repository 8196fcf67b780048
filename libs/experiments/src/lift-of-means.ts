import { tQuantile, twoSidedT } from './distributions.js';
import { liftOf, nothingToCompare, type Lift } from './lift.js';
import type { Sample } from './sample.js';
import { checkShare, CONFIDENCE } from './settings.js';

/**
 * The mean of the treated against that of the holdout, by Welch's test (Biometrika 1947): each arm has a variance of its own,
 * degrees of freedom by Satterthwaite.
 *
 * @param confidence of the intervals, 0 to 1 exclusive
 */
export function liftOfMeans(treated: Sample, holdout: Sample, confidence = CONFIDENCE): Lift {
  checkShare('the confidence', confidence);
  if (treated.n === 0 || holdout.n === 0)
    return nothingToCompare(treated.n === 0 ? null : treated.mean, holdout.n === 0 ? null : holdout.mean);
  const [one, other] = [measured(treated), measured(holdout)];
  if (treated.n === 1 || holdout.n === 1) return liftOf(one, other, null, ['one-alone']);
  if (one.variance + other.variance === 0) return liftOf(one, other, null, ['no-variation']);
  // By shares of the variance, which do not vanish when squared, however small it is.
  const share = one.variance / (one.variance + other.variance);
  const degrees = 1 / (share ** 2 / (treated.n - 1) + (1 - share) ** 2 / (holdout.n - 1));
  const critical = tQuantile((1 + confidence) / 2, degrees);
  return liftOf(one, other, { degrees, critical, p: (t) => twoSidedT(t, degrees) }, []);
}

function measured({ n, mean, squares }: Sample) {
  return { value: mean, variance: n === 1 ? 0 : squares / (n - 1) / n };
}
